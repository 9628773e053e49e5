#include "net/dns_resolvconf.hpp"

#include <unistd.h>

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

Resolvconf::Resolvconf(uv_loop_t* loop, std::string program, Log log)
    : loop_(loop), program_(std::move(program)), log_(std::move(log)) {}

bool Resolvconf::is_there() const {
  return !program_.empty() && ::access(program_.c_str(), X_OK) == 0;
}

void Resolvconf::set(const DnsEntry& entry) {
  add({.entry = entry.entry,
       .command = {.program = program_,
                   .arguments = {"-a", record_name(entry.interface)},
                   .environment = {kPath},
                   .input = resolv_conf_lines(entry)}});
}

void Resolvconf::remove(const DnsEntry& entry) {
  remove_record(entry.interface);
}

void Resolvconf::remove_record(const std::string& interface) {
  add({.entry = {},
       .command = {.program = program_,
                   .arguments = {"-d", record_name(interface)},
                   .environment = {kPath}}});
}

void Resolvconf::add(Run run) {
  runs_.push_back(std::move(run));
  if (!process_) step();
}

void Resolvconf::step() {
  process_.reset();
  while (!runs_.empty() && !process_) {
    const Run run = std::move(runs_.front());
    runs_.pop_front();
    auto started =
        Process::start(loop_, run.command, [this, entry = run.entry](const std::string& trouble) {
          if (!trouble.empty()) log_(entry, program_ + " " + trouble);
          step();
        });
    if (started) {
      process_ = std::move(*started);
    } else {
      log_(run.entry, describe(started.error()));
    }
  }
}

}  // namespace dial::net
