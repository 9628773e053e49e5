#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "dial/types.hpp"
#include "net/route_keeper.hpp"
#include "net/system.hpp"
#include "profile/profile.hpp"
#include "sys/tun.hpp"

namespace dial::net {

// Octets: the smaller one of the profile's and of what the peer takes, RFC 791's least at least.
unsigned mtu_of(const profile::Profile& profile, const Projection& projection);

// What one connection is to the machine: an interface with address, MTU and routes, name servers,
// hooks. The interface itself is made, and removed, by whoever has its descriptor. Loop's thread.
class Link {
 public:
  using Totals = std::function<Statistics()>;  // of the connection, when it ends
  Link(std::shared_ptr<System> system, const profile::Profile& profile, Totals totals);
  ~Link();  // as down()
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  // The interface as the profile calls it, for up() or stand_by(), which move it. Its name is no
  // other link's of ours, and there is none of it where it is to be. Errors: kNoIpAdapter.
  Result<sys::Tun> make_interface() const;

  // The interface is new, in our name space, and down. On an error it is to be removed.
  Result<> up(const std::string& interface, const Projection& projection);
  // The interface is as another process of ours has left it, which had done up() and is gone.
  // With `standby` it is one that stands by, and is in a call.
  Result<> take_over(const std::string& interface, const Projection& projection,
                     std::optional<Ipv4Address> standby = {});
  // The same addresses, renegotiated: only what else was agreed on is new.
  bool has_addresses_of(const Projection& projection) const;
  Result<> change(const Projection& projection);
  // On demand (link_standby.cpp): the interface stands by, with routes and that address of ours,
  // which stays through all calls, and is not in use by anything else. Then up() begins a call on
  // it, and stand_by() ends one; has_addresses_of() is of the call.
  Result<> stand_by(const std::string& interface, Ipv4Address local);
  Result<> stand_by();
  // Between calls: the interface is there, and down, and nothing leads to it. stand_by() and up()
  // end that.
  void hold();

  // Before the interface is removed: from here on nothing of it is kept, and nobody asks there.
  void down();
  // down(), and the interface goes though others may have its descriptor.
  void remove();
  unsigned index() const { return interface_.empty() ? 0 : index_; }

 private:
  Result<> enter(const std::string& interface);
  Result<Place> wanted_place() const;
  Result<sys::Tun> make_named(const Place& place, const std::string& name) const;
  Result<sys::Tun> make_numbered(const Place& place, const std::string& pattern) const;
  void hold_name(const std::string& interface);
  void let_go();
  Result<> find(const std::string& interface);
  void note_link();
  void note_hooks();
  Result<std::uint32_t> join_vrf();
  Result<> configure(const std::string& interface);
  Result<> raise();
  Result<> begin_call(const Projection& projection);
  void end_call();
  RouteKeeper::Wanted wanted() const;
  std::vector<std::string> name_servers() const;
  void tell_resolver();
  void run_hooks(HookStage stage);

  std::shared_ptr<System> system_;
  profile::Profile profile_;
  Totals totals_;
  std::string interface_;  // empty: not up
  NameHold name_;          // while there is one
  unsigned index_ = 0;
  Projection projection_;
  std::optional<Ipv4Address> standby_;  // on demand: our address between calls
  bool in_call_ = false;                // resolver and hooks have been told
  std::uint32_t table_ = sys::kMainTable;
  Place place_;
  std::unique_ptr<RouteKeeper> keeper_;
  std::uint64_t link_note_ = 0;  // in the journal
  std::uint64_t hooks_note_ = 0;
};

}  // namespace dial::net
