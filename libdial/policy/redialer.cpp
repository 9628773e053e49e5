#include "policy/redialer.hpp"

#include <algorithm>

namespace dial::policy {

using profile::Rule;

Redialer::Redialer(profile::Profile profile) : profile_(std::move(profile)) {
  make_ways();
}

void Redialer::make_ways() {
  made_of_ = targets_of(profile_, number_);
  ways_.clear();
  for (const Target& target : made_of_)
    ways_.push_back({.target = target});
  current_ = 0;
  if (profile_.promote_alternates) promote(Target(favourite_));
  current_ = 0;
}

bool Redialer::choose(const Target& target) {
  const auto found = std::ranges::find(ways_, target, &Way::target);
  if (found == ways_.end()) return false;
  current_ = static_cast<std::size_t>(found - ways_.begin());
  return true;
}

void Redialer::aim(const std::string& number, TimePoint now) {
  number_ = number;
  if (made_of_ == targets_of(profile_, number_)) return;
  const std::vector<Way> before = ways_;
  const Target present = target();
  make_ways();
  for (Way& way : ways_) {
    const auto known = std::ranges::find(before, way.target, &Way::target);
    if (known != before.end()) way = *known;
  }
  if (choose(present)) return;
  auto next = next_in_round(now);
  if (!next) next = next_round();
  current_ = next.value_or(0);
}

void Redialer::begin(const profile::Profile& profile, const std::string& number, TimePoint now) {
  profile_ = profile;
  number_ = number;
  make_ways();
  redials_ = 0;
  dials_ = 0;
  connected_at_.reset();
  if (last_dial_ && now - *last_dial_ > longest() + profile_.redial.stable_after) level_ = 0;
  current_ = next_in_round(now).value_or(0);
}

void Redialer::handle_dialled(TimePoint now) {
  ++dials_;
  last_dial_ = now;
  connected_at_.reset();
  pay(now);
}

void Redialer::pay(TimePoint now) {
  // What somebody asks for goes beyond the ceiling; nothing else waits longer for it than
  // kDialEvery.
  paid_until_ =
      std::min(std::max(paid_until_, now) + kDialEvery, now + Duration(kBurst * kDialEvery));
}

TimePoint Redialer::allowed_from(TimePoint at) const {
  return std::max(at, paid_until_ - (kBurst - 1) * kDialEvery);
}

Duration Redialer::longest() const {
  return std::max(profile_.redial.pause, profile_.redial.max_pause);
}

Duration Redialer::jittered(Duration pause, const RandomSource& random) const {
  const auto most = static_cast<std::uint64_t>(pause.count()) * profile_.redial.jitter / 100;
  return pause + Duration(random_u32(random) % (most + 1));
}

Duration Redialer::back_off(const RandomSource& random) const {
  Duration pause = profile_.redial.pause;
  for (unsigned i = 0; i < level_ && pause < longest(); ++i)
    pause = std::min(pause * profile_.redial.factor, longest());
  return jittered(pause, random);
}

TimePoint Redialer::pause(TimePoint now, const RandomSource& random) const {
  return soonest(now + jittered(profile_.redial.pause, random));
}

std::optional<TimePoint> Redialer::put_off(const Error& error, TimePoint now,
                                           const RandomSource& random) {
  const Cause cause = cause_of(error);
  const Rule rule = rule_for(cause, profile_);
  // What no dial of ours could mend may be mended over there.
  const bool may_pass =
      cause == Cause::kLimit || cause == Cause::kAsked || cause == Cause::kConfiguration;
  if (rule == Rule::kStop && !may_pass) return std::nullopt;
  const Duration slow = rule == Rule::kSlow ? longest() : Duration(0);
  const TimePoint at = now + std::max(slow, back_off(random));
  ++level_;
  pay(now);
  return soonest(at);
}

std::optional<TimePoint> Redialer::retry_lacking(const Error& error, TimePoint now,
                                                 const RandomSource& random) {
  const bool stops = rule_for(cause_of(error), profile_) == Rule::kStop;
  if (stops || !has_attempt_left()) return std::nullopt;
  ++redials_;
  return put_off(error, now, random);
}

bool Redialer::has_attempt_left() const {
  return profile_.persistent || redials_ < profile_.redial.attempts;
}

// What cannot fare better than this way did has had its turn, too.
void Redialer::mark(Cause cause, bool skips) {
  const Target& failed = ways_[current_].target;
  for (Way& way : ways_) {
    const bool is_other = !way.target.profile.empty() || !failed.profile.empty();
    const bool has_line = !is_other && way.target.device == failed.device;
    const bool has_number = !is_other && way.target.number == failed.number;
    const bool is_hit = (is_of_the_line(cause) && has_line) ||
                        (is_of_the_number(cause) && has_number) || &way == &ways_[current_];
    way.was_tried |= is_hit;
    way.is_skipped |= is_hit && skips;
  }
}

// A blacklist is the number's, on whichever device: the exchange counts the calls, not the modem.
void Redialer::block(const Error& error, TimePoint now) {
  const Duration pause = std::max(profile_.redial.blocked_pause, delay_in(error.raw));
  rests_[number_of(target())] = now + pause;
}

Redialer::NumberOf Redialer::number_of(const Target& target) const {
  const bool is_own = target.number.empty() && target.profile.empty();
  return {is_own ? profile_.number : target.number, target.profile};
}

TimePoint Redialer::rests_until(const Target& target) const {
  const auto found = rests_.find(number_of(target));
  return found == rests_.end() ? TimePoint() : found->second;
}

std::optional<std::size_t> Redialer::next_in_round(TimePoint at) const {
  const auto found = std::ranges::find_if(ways_, [&](const Way& way) {
    return !way.was_tried && !way.is_skipped && rests_until(way.target) <= at;
  });
  if (found == ways_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - ways_.begin());
}

// The first of those that rest the shortest; nullopt if all are skipped.
std::optional<std::size_t> Redialer::next_round() {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < ways_.size(); ++i) {
    ways_[i].was_tried = false;
    if (ways_[i].is_skipped) continue;
    if (!best || rests_until(ways_[i].target) < rests_until(ways_[*best].target)) best = i;
  }
  return best;
}

std::optional<TimePoint> Redialer::handle_failed(const Error& error, TimePoint now,
                                                 const RandomSource& random) {
  const Cause cause = cause_of(error);
  const Rule rule = rule_for(cause, profile_);
  if (rule == Rule::kStop) return std::nullopt;
  mark(cause, rule == Rule::kSkip);
  if (cause == Cause::kBlocked) block(error, now);
  const Duration slow = rule == Rule::kSlow ? longest() : Duration(0);
  if (const auto next = next_in_round(now + profile_.redial.pause)) {
    current_ = *next;
    return allowed_from(now + std::max(slow, jittered(profile_.redial.pause, random)));
  }
  const bool was_last = !has_attempt_left();
  const auto next = was_last ? std::nullopt : next_round();
  if (!next) return std::nullopt;
  const TimePoint at = now + std::max(slow, back_off(random));
  ++redials_;
  ++level_;
  current_ = next_in_round(at).value_or(*next);
  return soonest(at);
}

bool Redialer::pass_over(TimePoint now) {
  mark(Cause::kLine, false);
  const auto next = next_in_round(now);
  if (next) current_ = *next;
  return next.has_value();
}

void Redialer::handle_connected(TimePoint now) {
  connected_at_ = now;
  rests_.erase(number_of(target()));
  if (profile_.promote_alternates) promote(Target(target()));
}

void Redialer::take_over(const std::string& number, const Target& way, TimePoint connected) {
  number_ = number;
  make_ways();
  choose(way);
  connected_at_ = connected;
}

void Redialer::promote(const Target& target) {
  favourite_ = target;
  const auto found = std::ranges::find(ways_, target, &Way::target);
  if (found == ways_.end()) return;
  const auto at = static_cast<std::size_t>(found - ways_.begin());
  std::rotate(ways_.begin(), found, found + 1);
  if (current_ == at) {
    current_ = 0;
  } else if (current_ < at) {
    ++current_;
  }
}

std::optional<TimePoint> Redialer::handle_lost(const Error& error, TimePoint now,
                                               const RandomSource& random) {
  const Cause cause = cause_of(error);
  const bool comes_back = profile_.persistent || profile_.redial.when_lost;
  if (!comes_back || cause == Cause::kAsked) return std::nullopt;
  if (cause == Cause::kLimit && !profile_.persistent) return std::nullopt;
  const bool was_stable = has_lasted(now);
  if (was_stable) redials_ = level_ = 0;
  if (!has_attempt_left()) return std::nullopt;
  for (Way& way : ways_)
    way.was_tried = way.is_skipped = false;
  const TimePoint at = now + back_off(random);
  ++redials_;
  if (!was_stable) ++level_;
  dials_ = 0;
  current_ = next_in_round(at).value_or(0);
  return soonest(at);
}

bool Redialer::has_lasted(TimePoint now) const {
  return connected_at_ && now - *connected_at_ >= profile_.redial.stable_after;
}

bool Redialer::has_other_device() const {
  return std::ranges::any_of(ways_, [this](const Way& way) {
    const bool is_other =
        !way.target.profile.empty() || way.target.device != ways_[current_].target.device;
    return is_other && !way.was_tried && !way.is_skipped;
  });
}

TimePoint Redialer::soonest(TimePoint at) const {
  return allowed_from(std::max(at, rests_until(target())));
}

// The ways of the operation before may be those of another number.
TimePoint Redialer::earliest(TimePoint now) const {
  if (rests_.empty()) return allowed_from(now);
  std::optional<TimePoint> first;
  for (const Target& each : targets_of(profile_))
    first = earlier(first, rests_until(each));
  return allowed_from(std::max(now, first.value_or(now)));
}

std::optional<TimePoint> Redialer::rest(const Error& error, TimePoint now,
                                        const RandomSource& random) {
  const Cause cause = cause_of(error);
  const bool was_stable = has_lasted(now);
  if (was_stable) redials_ = level_ = 0;
  if (cause == Cause::kAsked || cause == Cause::kLimit) return now;
  const Rule rule = rule_for(cause, profile_);
  if (rule == Rule::kStop) return std::nullopt;
  const Duration slow = rule == Rule::kSlow ? longest() : Duration(0);
  const TimePoint at = now + std::max(slow, back_off(random));
  if (!was_stable) ++level_;
  return at;
}

std::vector<Target> Redialer::targets() const {
  std::vector<Target> all;
  all.reserve(ways_.size());
  for (const Way& way : ways_)
    all.push_back(way.target);
  return all;
}

std::optional<Target> Redialer::following() const {
  for (std::size_t i = 0; i < ways_.size(); ++i) {
    const Way& way = ways_[i];
    if (i != current_ && !way.was_tried && !way.is_skipped) return way.target;
  }
  return std::nullopt;
}

}  // namespace dial::policy
