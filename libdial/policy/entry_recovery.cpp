// What an entry does for a modem that does not come back, and for a device that is not there.
#include <algorithm>
#include <cerrno>
#include <utility>

#include "policy/entry_policy.hpp"

namespace dial::policy {
namespace {

using namespace std::chrono_literals;

// Whoever gives a new device its name and its rights has done so by then.
constexpr Duration kSettle = 1s;

// Nothing was said on it.
bool is_port_closed(const Error& error) {
  const bool is_of_opening =
      error.code == ErrorCode::kDeviceDoesNotExist || error.code == ErrorCode::kPortNotAvailable ||
      error.code == ErrorCode::kAccessDenied || error.code == ErrorCode::kPortOrDevice;
  return error.layer == Layer::kPort && is_of_opening;
}

// A node that is there with no device behind it (ENODEV, ENXIO) cannot be waited for: nobody sees
// when there is one.
bool can_appear(const Error& error) {
  return error.code == ErrorCode::kDeviceDoesNotExist && error.os_error != ENODEV &&
         error.os_error != ENXIO;
}

}  // namespace

const std::string& EntryPolicy::device() const {
  return target().device.empty() ? profile_.line.device : target().device;
}

void EntryPolicy::note_failure(const Error& error, TimePoint now) {
  const auto said = std::exchange(said_, std::nullopt);
  const Target& failed = target();
  // What another profile dials is in its own policy.
  if (!failed.profile.empty()) return missing_.clear();
  Ladder& ladder = ladders_[device()];
  missing_ = can_appear(error) ? device() : std::string();
  if (missing_.empty()) missing_since_.reset();
  // A modem that restarts may take its USB device away: that is no failure, and it was said.
  const bool has_gone =
      said == Step::kRestart && error.layer == Layer::kPort &&
      (error.code == ErrorCode::kHardwareFailure || error.code == ErrorCode::kNoConnection);
  if (has_gone) return;
  if (said && is_port_closed(error)) ladder.handle_not_done(*said);
  ladder.handle_failed(error, now, profile_);
}

// Its modem was told nothing.
void EntryPolicy::note_lacking(const Error& error) {
  last_error_ = error;
  if (const auto unsaid = std::exchange(said_, std::nullopt))
    ladders_[device()].handle_not_done(*unsaid);
}

std::optional<TimePoint> EntryPolicy::device_limit(const Error& error, TimePoint now) {
  if (missing_.empty()) return std::nullopt;
  const profile::Rule rule = rule_for(cause_of(error), profile_);
  const bool is_redialled = profile_.redial.attempts > 0 &&
                            (rule == profile::Rule::kRedial || rule == profile::Rule::kSlow);
  // What is persistent dials without a limit anyway.
  if (!is_redialled || profile_.persistent || redialer_.has_other_device()) return std::nullopt;
  if (!missing_since_) missing_since_ = now;
  const TimePoint limit = *missing_since_ + profile_.recovery.wait;
  return now < limit ? std::optional(limit) : std::nullopt;
}

std::string EntryPolicy::waits_for() const {
  return phase_ == Phase::kPausing ? missing_ : std::string();
}

void EntryPolicy::handle_device_there(const Moment& moment) {
  if (waits_for().empty() || is_closed(moment)) return;
  dial_at_ = std::min(dial_at_, redialer_.soonest(moment.now + kSettle));
}

std::optional<Step> EntryPolicy::take_step_on_line(TimePoint now) {
  said_.reset();
  const auto ladder = ladders_.find(device());
  if (!target().profile.empty() || ladder == ladders_.end()) return std::nullopt;
  said_ = ladder->second.due_on_line(profile_);
  if (said_) ladder->second.handle_begun(*said_, now);
  return said_;
}

std::optional<EntryPolicy::HelperStep> EntryPolicy::take_helper_step(TimePoint now) {
  if (phase_ != Phase::kPausing) return std::nullopt;
  for (auto& [device, ladder] : ladders_) {
    const auto step = ladder.due_by_helper(profile_);
    if (!step) continue;
    ladder.handle_begun(*step, now);
    return HelperStep{.step = *step, .device = device, .failures = ladder.failures()};
  }
  return std::nullopt;
}

RecoveryCounts EntryPolicy::recovery_counts() const {
  RecoveryCounts all;
  for (const auto& [device, ladder] : ladders_) {
    all.resets += ladder.counts().resets;
    all.restarts += ladder.counts().restarts;
    all.usb_resets += ladder.counts().usb_resets;
    all.power_hooks += ladder.counts().power_hooks;
  }
  return all;
}

void EntryPolicy::explain_recovery(std::vector<std::string>& sentences) const {
  const std::string done = dial::describe(recovery_counts());
  if (!done.empty()) sentences.push_back("Done for the modem so far: " + done + ".");
  const auto ladder = ladders_.find(device());
  const bool climbs = (phase_ == Phase::kPausing || phase_ == Phase::kDialling) &&
                      ladder != ladders_.end() && ladder->second.failures() > 0;
  if (!climbs) return;
  const unsigned failures = ladder->second.failures();
  const auto step = ladder->second.next(profile_);
  if (!step) return;
  const unsigned after = std::max(threshold(*step, profile_), failures);
  sentences.push_back("After " + std::to_string(after) +
                      " failures in a row, of which there were " + std::to_string(failures) + ", " +
                      std::string(step_text(*step)) + ".");
}

}  // namespace dial::policy
