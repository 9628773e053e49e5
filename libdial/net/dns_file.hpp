#pragma once

#include <functional>
#include <map>
#include <string>

#include "net/dns_backend.hpp"

namespace dial::net {

// Name servers in files: RUNTIME/resolv.conf with those of all links, RUNTIME/resolv.conf.INTERFACE
// for one in another name space, and, if there is a name for it, the resolver's own file. That one
// is written only if it is a plain file: a link belongs to another program. What it held stands
// beside it under .before-dial, and comes back when the last link has gone.
class DnsFile final : public DnsBackend {
 public:
  using Log = std::function<void(const std::string& entry, const std::string& text)>;
  DnsFile(std::string runtime_directory, std::string resolv_conf, Log log);

  bool is_there() const { return !runtime_directory_.empty(); }

  std::string_view name() const override { return "a file"; }
  void set(const DnsEntry& entry) override;
  void remove(const DnsEntry& entry) override;
  bool goes_with_link() const override { return false; }

  // What a process that is gone has written: removed, or put back, if it is still ours.
  void clean_up();

 private:
  std::string path_for(const DnsEntry& entry) const;
  std::string text() const;
  void write_all();
  void write_resolver();
  void restore_resolver();
  void write(const std::string& path, const std::string& text);

  std::string runtime_directory_;
  std::string resolv_conf_;
  Log log_;
  std::map<std::string, DnsEntry> entries_;  // by interface; those of our own name space
};

}  // namespace dial::net
