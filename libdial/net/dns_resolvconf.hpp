#pragma once

#include <uv.h>

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "net/dns_backend.hpp"
#include "net/helper.hpp"
#include "net/process.hpp"

namespace dial::net {

// resolvconf(8), of Debian or openresolv: a record INTERFACE.dial. Its runs are one after the
// other.
class Resolvconf final : public DnsBackend {
 public:
  using Log = std::function<void(const std::string& entry, const std::string& text)>;
  // `helper` runs its own; null: this process runs `program`.
  Resolvconf(uv_loop_t* loop, std::string program, Log log, Helper* helper = nullptr);

  bool is_there() const;

  std::string_view name() const override { return "resolvconf"; }
  void set(const DnsEntry& entry) override;
  void remove(const DnsEntry& entry, Done done) override;
  bool goes_with_link() const override { return false; }

  bool is_idle() const override { return runs_.empty() && !process_; }

  void remove_record(const std::string& interface, Done done);

 private:
  struct Run {
    std::string entry;
    std::string record;
    std::string lines;  // none: it is removed
    Done done;
  };
  void add(Run run);
  void step();
  void finish(const Run& run, const std::string& trouble);

  uv_loop_t* loop_;
  std::string program_;
  Log log_;
  Helper* helper_;
  std::deque<Run> runs_;  // to be made
  std::unique_ptr<Process> process_;
};

}  // namespace dial::net
