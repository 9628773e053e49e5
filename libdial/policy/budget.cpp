#include "policy/budget.hpp"

#include <algorithm>

#include "profile/duration.hpp"

namespace dial::policy {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kMegabyte = 1'000'000;

Error used_up(const std::string& what) {
  return {ErrorCode::kPppSessionTimeout, Layer::kManager, what + " of today is used up", "", 0};
}

}  // namespace

void Budget::roll(const Moment& moment) {
  if (moment.wall.day == use_.day) return behind_since_.reset();
  const bool is_behind = moment.wall.day < use_.day;
  if (is_behind && !behind_since_) behind_since_ = moment.now;
  if (is_behind && moment.now - *behind_since_ < 24h) return;
  use_ = {.day = moment.wall.day};
  behind_since_.reset();
}

void Budget::add_call(Duration connected, std::uint64_t octets) {
  use_.connected += connected;
  use_.octets += octets;
}

std::optional<Error> Budget::exceeded(const profile::Limits& limits, bool is_up) const {
  if (limits.time_per_day && use_.connected >= *limits.time_per_day)
    return used_up("time_per_day, " + profile::duration_text(*limits.time_per_day) + ",");
  if (limits.megabytes_per_day && use_.octets >= *limits.megabytes_per_day * kMegabyte)
    return used_up("megabytes_per_day, " + std::to_string(*limits.megabytes_per_day) + ",");
  if (!is_up && limits.dials_per_day && use_.dials >= *limits.dials_per_day)
    return used_up("dials_per_day, " + std::to_string(*limits.dials_per_day) + ",");
  return std::nullopt;
}

std::optional<Duration> Budget::time_left(const profile::Limits& limits) const {
  if (!limits.time_per_day) return std::nullopt;
  return std::max(*limits.time_per_day - use_.connected, Duration(0));
}

}  // namespace dial::policy
