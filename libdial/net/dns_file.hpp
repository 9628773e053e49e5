#pragma once

#include <functional>
#include <map>
#include <string>

#include "net/dns_backend.hpp"
#include "net/helper.hpp"

namespace dial::net {

// Name servers in files: RUNTIME/resolv.conf with those of all links, RUNTIME/resolv.conf.INTERFACE
// for one in another name space, and, if there is a name for it, the resolver's own file. That one
// is written only if it is a plain file: a link belongs to another program. What it held stands
// beside it under .before-dial, and comes back when the last link has gone.
class DnsFile final : public DnsBackend {
 public:
  using Log = std::function<void(const std::string& entry, const std::string& text)>;
  // `helper` writes the resolver's own file; null: this process does.
  DnsFile(std::string runtime_directory, std::string resolv_conf, Log log,
          Helper* helper = nullptr);

  bool is_there() const { return !runtime_directory_.empty(); }

  std::string_view name() const override { return "a file"; }
  void set(const DnsEntry& entry) override;
  void remove(const DnsEntry& entry, Done done) override;
  bool goes_with_link() const override { return false; }

  // What a process that is gone has written: removed, or put back, if it is still ours. That of one
  // link elsewhere; false, and logged: it could not be removed.
  bool clean_up_elsewhere(const std::string& interface);
  // That of all others, of which none may live on.
  void clean_up(const Done& done);

 private:
  std::string common_path() const;
  std::string path_elsewhere(const std::string& interface) const;
  void write_all(const Done& done);
  void change_resolver(const Done& done);
  void ask_helper(const std::string& lines, const Done& done);
  bool is_clean_after(const Result<>& changed) const;
  bool tell_of(const Result<>& changed) const;

  std::string runtime_directory_;
  std::string resolv_conf_;
  Log log_;
  Helper* helper_;
  std::map<std::string, DnsEntry> entries_;  // by interface; those of our own name space
};

}  // namespace dial::net
