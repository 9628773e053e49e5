#include "policy/entry_policy.hpp"

#include <algorithm>
#include <utility>

namespace dial::policy {
namespace {

using namespace std::chrono_literals;

constexpr Duration kLook = 1s;      // between two looks at the traffic of a call
constexpr Duration kLongWait = 1h;  // clocks are set: what is farther away is looked at again

// By hours or daily budget.
struct Closed {
  Error why;
  Duration left;
};

std::optional<Closed> closed(const profile::Profile& profile, Budget& budget,
                             const Moment& moment) {
  budget.roll(moment);
  if (auto exceeded = budget.exceeded(profile.limits, false))
    return Closed{.why = std::move(*exceeded), .left = until_midnight(moment.wall)};
  const auto hours = windows_of(profile.limits.hours);
  if (is_within(hours, moment.wall)) return std::nullopt;
  const Duration left = until_change(hours, moment.wall);
  return Closed{
      .why = {ErrorCode::kDialoutHoursRestriction, Layer::kManager,
              "the hours in [limits] of \"" + profile.name + "\" begin in " + plain_text(left), "",
              0},
      .left = left};
}

}  // namespace

EntryPolicy::EntryPolicy(const profile::Profile& profile, const Remembered& remembered)
    : profile_(profile), redialer_(profile), budget_(remembered.use) {
  if (remembered.promoted == Target{}) return;
  promoted_ = remembered.promoted;
  if (profile.promote_alternates) redialer_.promote(promoted_);
}

void EntryPolicy::change(const profile::Profile& profile) {
  profile_ = profile;
  redialer_.change(profile);
}

Result<> EntryPolicy::may_dial(const Moment& moment) {
  auto now = closed(profile_, budget_, moment);
  if (!now) return {};
  return std::unexpected(std::move(now->why));
}

// What lasts longer than kLongWait is looked at again: both clocks go on, and not always alike.
void EntryPolicy::pause_until(TimePoint at, const Moment& moment) {
  const auto now = closed(profile_, budget_, moment);
  phase_ = Phase::kPausing;
  dial_at_ = std::max(at, moment.now + (now ? std::min(now->left, kLongWait) : Duration(0)));
}

void EntryPolicy::aim(const std::string& number, TimePoint now) {
  redialer_.aim(number, now);
  dial_at_ = redialer_.soonest(dial_at_);
}

void EntryPolicy::begin(const std::string& number, const Moment& moment) {
  redialer_.begin(profile_, number, moment.now);
  last_error_ = {};
  phase_ = Phase::kDialling;
}

void EntryPolicy::handle_dialled(const Moment& moment) {
  budget_.roll(moment);
  budget_.add_dial();
  redialer_.handle_dialled(moment.now);
  phase_ = Phase::kDialling;
}

bool EntryPolicy::handle_failed(const Error& error, const Moment& moment,
                                const RandomSource& random) {
  last_error_ = error;
  note_failure(error, moment.now);
  auto at = device_limit(error, moment.now);
  if (!at) at = redialer_.handle_failed(error, moment.now, random);
  // Whoever waits for a dial does not wait for tomorrow; what is persistent does.
  const bool goes_on = at && (profile_.persistent || !is_closed(moment));
  phase_ = Phase::kGaveUp;
  if (goes_on) pause_until(*at, moment);
  return goes_on;
}

bool EntryPolicy::handle_lacking(const Error& error, const Moment& moment,
                                 const RandomSource& random) {
  note_lacking(error);
  const auto at = profile_.persistent ? redialer_.put_off(error, moment.now, random)
                                      : redialer_.retry_lacking(error, moment.now, random);
  const bool goes_on = at && (profile_.persistent || !is_closed(moment));
  phase_ = Phase::kGaveUp;
  if (goes_on) pause_until(*at, moment);
  return goes_on;
}

bool EntryPolicy::wait_lacking(const Error& error, const Moment& moment,
                               const RandomSource& random) {
  note_lacking(error);
  const auto at = redialer_.put_off(error, moment.now, random);
  phase_ = Phase::kGaveUp;
  if (!at) return false;
  pause_until(*at, moment);
  phase_ = Phase::kWaiting;
  return true;
}

void EntryPolicy::handle_refused(const Error& error) {
  last_error_ = error;
  phase_ = Phase::kGaveUp;
}

void EntryPolicy::postpone(const Moment& moment, const RandomSource& random) {
  pause_until(redialer_.pause(moment.now, random), moment);
}

void EntryPolicy::handle_connected(const Moment& moment) {
  redialer_.handle_connected(moment.now);
  ladders_[device()].handle_connected();
  said_.reset();
  missing_.clear();
  missing_since_.reset();
  if (profile_.promote_alternates) promoted_ = redialer_.target();
  call_.emplace(moment.now);
  last_error_ = {};
  phase_ = Phase::kUp;
}

void EntryPolicy::take_over(const std::string& number, const Target& way,
                            const Accounted& accounted, const Moment& moment) {
  redialer_.take_over(number, way, accounted.connected);
  call_.emplace(accounted, moment.now);
  last_error_ = {};
  phase_ = Phase::kUp;
}

std::optional<Accounted> EntryPolicy::accounted() const {
  if (!call_) return std::nullopt;
  return call_->accounted();
}

std::optional<Error> EntryPolicy::check_call(const Traffic& traffic, const Moment& moment) {
  if (!call_) return std::nullopt;
  call_->handle_traffic(traffic, moment, profile_.limits, budget_);
  return call_->reason(moment, profile_.limits, budget_);
}

std::optional<TimePoint> EntryPolicy::check_at(TimePoint now) const {
  if (!call_ || !has_call_limits(profile_.limits)) return std::nullopt;
  return now + kLook;
}

bool EntryPolicy::handle_lost(const Error& error, const Moment& moment,
                              const RandomSource& random) {
  call_.reset();
  last_error_ = error;
  if (redialer_.has_lasted(moment.now)) {
    ladders_[device()].handle_stable();
  } else {
    note_failure(error, moment.now);
  }
  const auto at = redialer_.handle_lost(error, moment.now, random);
  const bool goes_on = at && (profile_.persistent || !is_closed(moment));
  phase_ = at ? Phase::kGaveUp : Phase::kIdle;
  if (goes_on) pause_until(*at, moment);
  return goes_on;
}

void EntryPolicy::wait_for_packet(const Moment& moment) {
  phase_ = Phase::kWaiting;
  dial_at_ = moment.now;
}

bool EntryPolicy::wait_again(const Error& error, const Moment& moment, const RandomSource& random) {
  call_.reset();
  last_error_ = error;
  const auto at = redialer_.rest(error, moment.now, random);
  phase_ = at ? Phase::kWaiting : Phase::kGaveUp;
  dial_at_ = at.value_or(moment.now);
  return at.has_value();
}

void EntryPolicy::stop_waiting() {
  if (phase_ == Phase::kWaiting) phase_ = Phase::kIdle;
}

std::optional<TimePoint> EntryPolicy::packet_dials_at(TimePoint now) const {
  if (phase_ != Phase::kWaiting) return std::nullopt;
  return std::max(dial_at_, redialer_.earliest(now));
}

void EntryPolicy::handle_hung_up() {
  const bool comes_back =
      profile_.persistent || profile_.on_demand || (profile_.redial.when_lost && call_);
  call_.reset();
  phase_ = comes_back ? Phase::kHeldDown : Phase::kIdle;
}

bool EntryPolicy::has_future() const {
  const bool is_next = phase_ == Phase::kPausing || phase_ == Phase::kWaiting;
  const bool has_stopped = phase_ == Phase::kHeldDown || phase_ == Phase::kGaveUp;
  return is_next || (has_stopped && (profile_.persistent || profile_.on_demand));
}

std::optional<TimePoint> EntryPolicy::dial_at() const {
  return phase_ == Phase::kPausing ? std::optional(dial_at_) : std::nullopt;
}

std::optional<TimePoint> EntryPolicy::next_dial(const Moment& moment) const {
  if (phase_ != Phase::kPausing) return std::nullopt;
  Budget budget = budget_;
  const auto now = closed(profile_, budget, moment);
  return std::max(dial_at_, moment.now + (now ? now->left : Duration(0)));
}

Remembered EntryPolicy::remembered() const {
  return {.use = budget_.use(), .promoted = promoted_};
}

}  // namespace dial::policy
