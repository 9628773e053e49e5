#pragma once

#include <cstdint>
#include <optional>

#include "policy/budget.hpp"

namespace dial::policy {

// The traffic of a connection since Connected.
struct Traffic {
  std::uint64_t octets = 0;         // both ways
  std::uint64_t active_octets = 0;  // of packets that count as use (traffic_filter.hpp)
};

// How far an account of a call has come, for another to go on with.
struct Accounted {
  TimePoint connected = {};
  TimePoint until = {};      // the budget has paid up to here
  std::uint64_t octets = 0;  // and for these
  bool operator==(const Accounted&) const = default;
};

// One call: when a limit of the profile ends it. Asked every second or so while it is up: octets
// come without telling.
class CallLimits {
 public:
  explicit CallLimits(TimePoint connected) : connected_(connected), active_(connected) {}
  // Of a call that another process had: it has no traffic to show that would count as use, and its
  // idle time begins anew.
  CallLimits(const Accounted& from, TimePoint now)
      : connected_(from.connected), active_(now), accounted_(from.until) {
    seen_.octets = from.octets;
  }

  // What the line has carried until now; the budget pays for it.
  void handle_traffic(const Traffic& traffic, const Moment& moment, const profile::Limits& limits,
                      Budget& budget);
  // Why the call has to end now.
  std::optional<Error> reason(const Moment& moment, const profile::Limits& limits,
                              const Budget& budget) const;
  TimePoint connected() const { return connected_; }
  Accounted accounted() const {
    return {
        .connected = connected_, .until = accounted_.value_or(connected_), .octets = seen_.octets};
  }
  TimePoint active() const { return active_; }  // when the last traffic that counts was seen

 private:
  TimePoint connected_;
  TimePoint active_;
  std::optional<TimePoint> accounted_;  // up to here the budget has paid; default: connected_
  Traffic seen_;                        // what it has paid for
  std::uint64_t active_seen_ = 0;       // when active_ was set
};

// Whether anything of it has to be looked at while a call is up.
bool has_call_limits(const profile::Limits& limits);

}  // namespace dial::policy
