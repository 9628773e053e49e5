#pragma once

#include <uv.h>

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "net/dns_backend.hpp"
#include "net/process.hpp"

namespace dial::net {

// resolvconf(8), of Debian or openresolv: a record INTERFACE.dial. Its runs are one after the
// other.
class Resolvconf final : public DnsBackend {
 public:
  using Log = std::function<void(const std::string& entry, const std::string& text)>;
  Resolvconf(uv_loop_t* loop, std::string program, Log log);

  bool is_there() const;

  std::string_view name() const override { return "resolvconf"; }
  void set(const DnsEntry& entry) override;
  void remove(const DnsEntry& entry) override;
  bool goes_with_link() const override { return false; }

  void remove_record(const std::string& interface);

 private:
  struct Run {
    std::string entry;
    Command command;
  };
  void add(Run run);
  void step();

  uv_loop_t* loop_;
  std::string program_;
  Log log_;
  std::deque<Run> runs_;  // to be made
  std::unique_ptr<Process> process_;
};

}  // namespace dial::net
