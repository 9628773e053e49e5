#include "policy/call_limits.hpp"

#include "profile/duration.hpp"

namespace dial::policy {

void CallLimits::handle_traffic(const Traffic& traffic, const Moment& moment,
                                const profile::Limits& limits, Budget& budget) {
  const TimePoint since = accounted_.value_or(connected_);
  budget.roll(moment);
  budget.add_call(std::chrono::duration_cast<Duration>(moment.now - since),
                  traffic.octets - seen_.octets);
  accounted_ = moment.now;
  seen_ = traffic;
  if (traffic.active_octets - active_seen_ <= limits.idle_octets) return;
  active_ = moment.now;
  active_seen_ = traffic.active_octets;
}

std::optional<Error> CallLimits::reason(const Moment& moment, const profile::Limits& limits,
                                        const Budget& budget) const {
  const auto ended = [](ErrorCode code, std::string why) {
    return Error{code, Layer::kManager, std::move(why), "", 0};
  };
  if (auto exceeded = budget.exceeded(limits, true)) return exceeded;
  if (limits.call && moment.now - connected_ >= *limits.call)
    return ended(ErrorCode::kPppSessionTimeout,
                 "a call lasts " + profile::duration_text(*limits.call) + " at most");
  if (limits.idle && moment.now - active_ >= *limits.idle)
    return ended(ErrorCode::kIdleTimeout, "no traffic for " + profile::duration_text(*limits.idle));
  if (!is_within(windows_of(limits.hours), moment.wall))
    return ended(ErrorCode::kDialoutHoursRestriction, "the hours in [limits] are over");
  return std::nullopt;
}

bool has_call_limits(const profile::Limits& limits) {
  return limits.idle || limits.call || limits.time_per_day || limits.megabytes_per_day ||
         !limits.hours.empty();
}

}  // namespace dial::policy
