#pragma once

#include <cstdint>
#include <optional>

#include "dial/error.hpp"
#include "policy/wall_time.hpp"
#include "profile/policy_settings.hpp"

namespace dial::policy {

// What an entry has used of one day.
struct DailyUse {
  std::int64_t day = 0;
  Duration connected{0};
  std::uint64_t octets = 0;
  std::uint64_t dials = 0;

  bool operator==(const DailyUse&) const = default;
};

// The daily budget of an entry. A clock that goes back does not give a day twice: the figures stand
// until a later day comes, or 24 hours have passed on the other clock.
class Budget {
 public:
  explicit Budget(DailyUse use) : use_(use) {}

  void roll(const Moment& moment);
  void add_dial() { ++use_.dials; }
  void add_call(Duration connected, std::uint64_t octets);
  const DailyUse& use() const { return use_; }
  // Why nothing may be dialled, or what is up must go down, until midnight.
  std::optional<Error> exceeded(const profile::Limits& limits, bool is_up) const;
  std::optional<Duration> time_left(const profile::Limits& limits) const;

 private:
  DailyUse use_;
  std::optional<TimePoint> behind_since_;  // the clock shows an earlier day than ours
};

}  // namespace dial::policy
