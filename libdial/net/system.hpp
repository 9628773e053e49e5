#pragma once

#include <uv.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "net/dns.hpp"
#include "net/helper.hpp"
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

// The name of an interface of ours, and whose it is.
struct HeldName {
  std::string interface;
  std::string entry;
};
using NameHold = std::shared_ptr<const HeldName>;

// What another process of ours had up, and this one has taken over.
struct LivingOn {
  std::set<std::string> interfaces;
  std::set<std::string> entries;
};

// What the connections of a manager share of the machine's network. Loop's thread.
class System {
 public:
  System(uv_loop_t* loop, Settings settings);

  // Takes back what processes that are gone have left, but for what lives on. Before the first
  // connection but those that were taken over.
  void recover(const LivingOn& living_on = {});

  uv_loop_t* loop() const { return loop_; }
  const Settings& settings() const { return settings_; }
  void log(const std::string& entry, const std::string& text) const;
  Dns& dns() { return dns_; }
  HookRunner& hooks() { return *hooks_; }
  // In the journal, if there is one: else nothing is noted, and 0.
  std::uint64_t begin(JournalRecord record);
  void end(std::uint64_t note);

  Result<Place> own_place();
  // What place_in() needs is there while `ready` runs, which may be inside the call: the helper
  // opens name spaces for a process that may not. An empty name is that of our own.
  void prepare(const std::string& name_space, std::function<void(const Result<>&)> ready);
  // kAccessDenied if this process may not enter it.
  Result<Place> place_in(const std::string& name_space);

  // From here on, and while what it returns is there, no new link of ours gets that name, in
  // whatever name space: records and name servers are known by it. A process before may have had it
  // twice.
  NameHold hold_name(const std::string& interface, const std::string& entry);
  NameHold holder_of(const std::string& interface) const;  // null: nobody

  // Of one interface there, as "ipv6/disable_ipv6", now or soon. What cannot be set is in the log,
  // once for each, and is no reason to give a connection up.
  void set_sysctl(const Place& place, const std::string& interface, const std::string& key,
                  const std::string& value);

  // `done` runs on the loop when nothing of hooks, resolvers and the helper is running or waiting.
  void when_idle(std::function<void()> done);

 private:
  std::unique_ptr<Journal> open_journal();
  Result<Place> place_of(HelperAnswer answer) const;
  void tell_of_sysctl(const std::string& key, const Error& error);
  void wait_idle();

  uv_loop_t* loop_;
  Settings settings_;
  std::unique_ptr<Journal> journal_;  // null: none is kept
  Helper helper_;
  Dns dns_;
  std::unique_ptr<HookRunner> hooks_;
  Place own_;
  std::map<std::string, Place> prepared_;  // by name, while somebody is told that it is ready
  std::vector<std::weak_ptr<const HeldName>> names_;
  std::set<std::string> told_sysctls_;  // that they cannot be set
  std::function<void()> idle_;
  uv::DeadlineTimer idle_timer_;
};

}  // namespace dial::net
