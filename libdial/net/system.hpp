#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <string>

#include "net/dns.hpp"
#include "net/hooks.hpp"
#include "net/journal.hpp"
#include "net/link_watch.hpp"
#include "net/settings.hpp"
#include "sys/fd.hpp"
#include "sys/network.hpp"

namespace dial::net {

// One network name space, as links use it.
struct Place {
  std::shared_ptr<const sys::Network> network;
  std::shared_ptr<LinkWatch> watch;
  std::shared_ptr<const sys::Fd> space;  // null: our own
};

// The alias that an interface of ours has: who made it, and for which profile.
std::string owner_alias(const std::string& entry);

// What the connections of a manager share of the machine's network. Loop's thread.
class System {
 public:
  System(uv_loop_t* loop, Settings settings);

  // Takes back what processes that are gone have left. Before the first connection.
  void recover();

  uv_loop_t* loop() const { return loop_; }
  const Settings& settings() const { return settings_; }
  void log(const std::string& entry, const std::string& text) const;
  Dns& dns() { return dns_; }
  HookRunner& hooks() { return *hooks_; }
  // In the journal, if there is one: else nothing is noted, and 0.
  std::uint64_t begin(JournalRecord record);
  void end(std::uint64_t note);

  Result<Place> own_place();
  // kAccessDenied if this process may not enter it.
  Result<Place> place_in(const std::string& name_space);

  // `done` runs on the loop when no hook is running or waiting.
  void when_idle(std::function<void()> done);

 private:
  std::unique_ptr<Journal> open_journal();
  void wait_idle();

  uv_loop_t* loop_;
  Settings settings_;
  std::unique_ptr<Journal> journal_;  // null: none is kept
  Dns dns_;
  std::unique_ptr<HookRunner> hooks_;
  Place own_;
  std::function<void()> idle_;
  uv::DeadlineTimer idle_timer_;
};

}  // namespace dial::net
