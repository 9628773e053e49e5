#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dial/types.hpp"
#include "profile/profile.hpp"

namespace dial::net {

// The name servers of one link.
struct DnsEntry {
  std::string interface;
  unsigned index = 0;  // of the interface
  std::string entry;   // the profile's name
  std::vector<Ipv4Address> servers;
  std::vector<std::string> search;  // "example.org", "~corp.example", "~."
  bool is_default = false;          // what nobody else is asked for is asked here
  bool is_explicit = false;         // the profile names the servers
  bool is_elsewhere = false;        // the interface is in another name space
  profile::DnsWay way = profile::DnsWay::kAuto;

  bool operator==(const DnsEntry&) const = default;
};

class DnsBackend {
 public:
  virtual ~DnsBackend() = default;
  virtual std::string_view name() const = 0;
  virtual void set(const DnsEntry& entry) = 0;  // in place of that interface's former one
  // Maybe inside the call. `is_clean`: nothing of it is left to be taken back; else the log says
  // why.
  using Done = std::function<void(bool is_clean)>;
  virtual void remove(const DnsEntry& entry, Done done) = 0;
  virtual bool goes_with_link() const = 0;  // nothing is left when the interface is gone
  virtual bool is_idle() const { return true; }
};

// As resolv.conf(5) has it. It knows no servers for certain domains only, so of those domains it is
// not told.
std::string resolv_conf_lines(const DnsEntry& entry);
std::vector<std::string> lines_of(const std::string& text);  // each without its end

}  // namespace dial::net
