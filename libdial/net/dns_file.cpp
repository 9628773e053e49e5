#include "net/dns_file.hpp"

#include <unistd.h>

#include "sys/files.hpp"
#include "sys/replace_file.hpp"
#include "sys/resolver_file.hpp"

namespace dial::net {
namespace {

constexpr mode_t kMode = 0644;

}  // namespace

DnsFile::DnsFile(std::string runtime_directory, std::string resolv_conf, Log log, Helper* helper)
    : runtime_directory_(std::move(runtime_directory)),
      resolv_conf_(std::move(resolv_conf)),
      log_(std::move(log)),
      helper_(helper) {}

std::string DnsFile::path_for(const DnsEntry& entry) const {
  const std::string all = runtime_directory_ + "/resolv.conf";
  return entry.is_elsewhere ? all + "." + entry.interface : all;
}

void DnsFile::write(const std::string& path, const std::string& text) {
  if (const auto written = sys::replace_file(path, text, kMode); !written)
    log_("", "name servers: " + describe(written.error()));
}

void DnsFile::set(const DnsEntry& entry) {
  if (entry.is_elsewhere)
    return write(path_for(entry), sys::kResolverOwner + resolv_conf_lines(entry));
  entries_.insert_or_assign(entry.interface, entry);
  write_all([] {});
}

void DnsFile::remove(const DnsEntry& entry, std::function<void()> done) {
  if (entry.is_elsewhere) {
    ::unlink(path_for(entry).c_str());
    return done();
  }
  entries_.erase(entry.interface);
  write_all(done);
}

void DnsFile::write_all(const std::function<void()>& done) {
  const std::string path = runtime_directory_ + "/resolv.conf";
  std::string text = sys::kResolverOwner;
  for (const auto& [interface, entry] : entries_)
    text += "# " + entry.entry + ", " + interface + "\n" + resolv_conf_lines(entry);
  if (entries_.empty()) {
    ::unlink(path.c_str());
  } else {
    write(path, text);
  }
  change_resolver(done);
}

void DnsFile::change_resolver(const std::function<void()>& done) {
  if (resolv_conf_.empty()) return done();
  std::string lines;
  for (const auto& [interface, entry] : entries_)
    lines += resolv_conf_lines(entry);
  if (helper_ != nullptr) return ask_helper(lines, done);
  const auto changed = lines.empty() ? sys::restore_resolver_file(resolv_conf_)
                                     : sys::write_resolver_file(resolv_conf_, lines);
  if (!changed) log_("", "name servers: " + describe(changed.error()));
  done();
}

void DnsFile::ask_helper(const std::string& lines, const std::function<void()>& done) {
  helper_->ask_in_turn({.verb = sys::helper::Verb::kWriteResolver,
                        .name = resolv_conf_,
                        .arguments = lines_of(lines)},
                       [this, done](const Result<HelperAnswer>& answer) {
                         if (!answer) log_("", "name servers: " + describe(answer.error()));
                         done();
                       });
}

void DnsFile::clean_up(const std::function<void()>& done) {
  if (!is_there() || !entries_.empty()) return done();
  const std::string name = "resolv.conf";
  const auto names = sys::list_files(runtime_directory_, "");
  for (const std::string& each : names ? *names : std::vector<std::string>()) {
    const bool may_be = each == name || each.starts_with(name + ".");
    const std::string path = runtime_directory_ + "/" + each;
    if (may_be && sys::is_our_resolver_file(path)) ::unlink(path.c_str());
  }
  change_resolver(done);
}

}  // namespace dial::net
