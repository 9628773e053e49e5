#include "net/dns_file.hpp"

#include <cerrno>

#include "sys/files.hpp"
#include "sys/replace_file.hpp"
#include "sys/resolver_file.hpp"

namespace dial::net {
namespace {

constexpr mode_t kMode = 0644;

Result<> remove_if_there(const std::string& path) {
  auto removed = sys::remove_file(path);
  return removed || removed.error().os_error == ENOENT ? Result<>() : removed;
}

}  // namespace

DnsFile::DnsFile(std::string runtime_directory, std::string resolv_conf, Log log, Helper* helper)
    : runtime_directory_(std::move(runtime_directory)),
      resolv_conf_(std::move(resolv_conf)),
      log_(std::move(log)),
      helper_(helper) {}

std::string DnsFile::common_path() const {
  return runtime_directory_ + "/resolv.conf";
}

std::string DnsFile::path_elsewhere(const std::string& interface) const {
  return common_path() + "." + interface;
}

bool DnsFile::tell_of(const Result<>& changed) const {
  if (!changed) log_("", "name servers: " + describe(changed.error()));
  return changed.has_value();
}

void DnsFile::set(const DnsEntry& entry) {
  if (entry.is_elsewhere) {
    tell_of(sys::replace_file(path_elsewhere(entry.interface),
                              sys::kResolverOwner + resolv_conf_lines(entry), kMode));
    return;
  }
  entries_.insert_or_assign(entry.interface, entry);
  write_all([](bool) {});
}

void DnsFile::remove(const DnsEntry& entry, Done done) {
  if (entry.is_elsewhere) return done(tell_of(remove_if_there(path_elsewhere(entry.interface))));
  entries_.erase(entry.interface);
  write_all(done);
}

void DnsFile::write_all(const Done& done) {
  std::string text = sys::kResolverOwner;
  for (const auto& [interface, entry] : entries_)
    text += "# " + entry.entry + ", " + interface + "\n" + resolv_conf_lines(entry);
  const bool is_clean = tell_of(entries_.empty() ? remove_if_there(common_path())
                                                 : sys::replace_file(common_path(), text, kMode));
  change_resolver([done, is_clean](bool is_changed) { done(is_clean && is_changed); });
}

void DnsFile::change_resolver(const Done& done) {
  if (resolv_conf_.empty()) return done(true);
  std::string lines;
  for (const auto& [interface, entry] : entries_)
    lines += resolv_conf_lines(entry);
  if (helper_ != nullptr) return ask_helper(lines, done);
  done(is_clean_after(lines.empty() ? sys::restore_resolver_file(resolv_conf_)
                                    : sys::write_resolver_file(resolv_conf_, lines)));
}

void DnsFile::ask_helper(const std::string& lines, const Done& done) {
  helper_->ask_in_turn(
      {.verb = sys::helper::Verb::kWriteResolver,
       .name = resolv_conf_,
       .arguments = lines_of(lines)},
      [this, done](const Result<HelperAnswer>& answer) {
        done(is_clean_after(answer ? Result<>() : std::unexpected(answer.error())));
      });
}

// Where the file is another program's, nothing of ours is in it.
bool DnsFile::is_clean_after(const Result<>& changed) const {
  return tell_of(changed) || !sys::is_our_resolver_file(resolv_conf_);
}

bool DnsFile::clean_up_elsewhere(const std::string& interface) {
  const std::string path = path_elsewhere(interface);
  return !sys::is_our_resolver_file(path) || tell_of(remove_if_there(path));
}

void DnsFile::clean_up(const Done& done) {
  const bool is_common_clean =
      !sys::is_our_resolver_file(common_path()) || tell_of(remove_if_there(common_path()));
  if (resolv_conf_.empty() || !sys::is_our_resolver_file(resolv_conf_))
    return done(is_common_clean);
  change_resolver([done, is_common_clean](bool is_clean) { done(is_common_clean && is_clean); });
}

}  // namespace dial::net
