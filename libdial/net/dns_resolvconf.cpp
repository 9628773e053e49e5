#include "net/dns_resolvconf.hpp"

#include <unistd.h>

#include <sstream>

namespace dial::net {
namespace {

constexpr char kPath[] = "PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin";

std::string record_name(const std::string& interface) {
  return interface + ".dial";
}

}  // namespace

std::string resolv_conf_lines(const DnsEntry& entry) {
  std::string lines;
  for (const Ipv4Address server : entry.servers)
    lines += "nameserver " + to_string(server) + "\n";
  std::string search;
  for (const std::string& domain : entry.search) {
    if (!domain.starts_with('~')) search += " " + domain;
  }
  if (!search.empty()) lines += "search" + search + "\n";
  return lines;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

Resolvconf::Resolvconf(uv_loop_t* loop, std::string program, Log log, Helper* helper)
    : loop_(loop), program_(std::move(program)), log_(std::move(log)), helper_(helper) {}

bool Resolvconf::is_there() const {
  return !program_.empty() && ::access(program_.c_str(), X_OK) == 0;
}

void Resolvconf::set(const DnsEntry& entry) {
  add({.entry = entry.entry,
       .record = record_name(entry.interface),
       .lines = resolv_conf_lines(entry),
       .done = [](bool) {}});
}

void Resolvconf::remove(const DnsEntry& entry, Done done) {
  remove_record(entry.interface, std::move(done));
}

void Resolvconf::remove_record(const std::string& interface, Done done) {
  add({.entry = {}, .record = record_name(interface), .lines = {}, .done = std::move(done)});
}

void Resolvconf::add(Run run) {
  if (helper_ != nullptr) {
    sys::helper::Request request{.verb = sys::helper::Verb::kRunResolvconf,
                                 .name = run.record,
                                 .arguments = lines_of(run.lines)};
    return helper_->ask_in_turn(
        std::move(request),
        [this, run](const Result<HelperAnswer>& answer) { finish(run, trouble_of(answer)); });
  }
  runs_.push_back(std::move(run));
  if (!process_) step();
}

void Resolvconf::finish(const Run& run, const std::string& trouble) {
  if (!trouble.empty()) log_(run.entry, program_ + " " + trouble);
  run.done(trouble.empty());
}

void Resolvconf::step() {
  process_.reset();
  while (!runs_.empty() && !process_) {
    const Run run = std::move(runs_.front());
    runs_.pop_front();
    const Command command{.program = program_,
                          .arguments = {run.lines.empty() ? "-d" : "-a", run.record},
                          .environment = {kPath},
                          .input = run.lines};
    auto started = Process::start(loop_, command, [this, run](const std::string& trouble) {
      finish(run, trouble);
      step();
    });
    if (started) {
      process_ = std::move(*started);
    } else {
      finish(run, describe(started.error()));
    }
  }
}

}  // namespace dial::net
