// What an entry's policy says of itself.
#include <algorithm>

#include "policy/entry_policy.hpp"
#include "profile/duration.hpp"

namespace dial::policy {
namespace {

std::string time_until(TimePoint at, TimePoint now) {
  return plain_text(std::chrono::duration_cast<Duration>(at - now));
}

std::string counted(std::uint64_t number, const std::string& thing) {
  return std::to_string(number) + " " + thing + (number == 1 ? "" : "s");
}

// It begins anew, whichever way and number the last one ended with.
Redialer next_operation(Redialer redialer, const profile::Profile& profile, const Moment& moment) {
  redialer.begin(profile, {}, moment.now);
  return redialer;
}

void explain_next(const Redialer& next, const profile::Profile& profile,
                  std::vector<std::string>& sentences) {
  sentences.push_back("Is dialled when somebody asks for it: " + describe(next.target(), profile) +
                      ".");
  const auto other = next.following();
  if (other) sentences.push_back("If that fails: " + describe(*other, profile) + ".");
  const profile::Redial& redial = profile.redial;
  if (redial.attempts > 0) {
    sentences.push_back("A dial that fails is repeated " + counted(redial.attempts, "time") +
                        ", at first after " + profile::duration_text(redial.pause) + ".");
  } else {
    sentences.emplace_back(other ? "When every way has failed it gives up."
                                 : "A dial that fails is not repeated.");
  }
}

}  // namespace

std::string EntryPolicy::because() const {
  if (!last_error_) return {};
  std::string text = ", because " + std::string(cause_text(cause_of(last_error_)));
  return text + " (" + describe(last_error_) + ")";
}

void EntryPolicy::explain_pause(const Moment& moment, std::vector<std::string>& sentences) const {
  if (const std::string device = waits_for(); !device.empty())
    sentences.push_back("Waits for " + device + ", which is not there, and dials when it appears.");
  std::string text = "Dials " + describe(target(), profile_) + " in " +
                     time_until(next_dial(moment).value_or(moment.now), moment.now);
  if (redialer_.redials() > 0) {
    text += ", redial " + std::to_string(redialer_.redials());
    text += profile_.persistent ? " without a limit"
                                : " of " + std::to_string(profile_.redial.attempts);
  }
  sentences.push_back(text + because() + ".");
  if (const auto next = redialer_.following()) {
    sentences.push_back("If that fails, too: " + describe(*next, profile_) + ".");
  } else if (!profile_.persistent && redialer_.redials() >= profile_.redial.attempts) {
    sentences.emplace_back("If that fails, too, it gives up.");
  }
}

void EntryPolicy::explain_up(const Moment& moment, std::vector<std::string>& sentences) const {
  const profile::Limits& limits = profile_.limits;
  sentences.push_back("Is up for " + time_until(moment.now, call_->connected()) + ".");
  if (limits.idle) {
    sentences.push_back("Hangs up in " + time_until(call_->active() + *limits.idle, moment.now) +
                        " if no traffic that counts comes before.");
  }
  if (limits.call) {
    sentences.push_back("Hangs up in " + time_until(call_->connected() + *limits.call, moment.now) +
                        ": no call may be longer.");
  }
  if (const auto left = budget_.time_left(limits))
    sentences.push_back("Has " + plain_text(*left) + " left of today's time.");
  if (!limits.hours.empty()) {
    const auto change = until_change(windows_of(limits.hours), moment.wall);
    sentences.push_back("Hangs up in " + plain_text(change) + ", when its hours are over.");
  }
  const bool comes_back = profile_.persistent || profile_.redial.when_lost;
  if (!comes_back && profile_.on_demand) {
    sentences.emplace_back("When it is down it waits for a packet again.");
    return;
  }
  sentences.emplace_back(comes_back ? "If the connection is lost it is dialled again."
                                    : "If the connection is lost it stays down.");
}

void EntryPolicy::explain_waiting(const Moment& moment, std::vector<std::string>& sentences) const {
  sentences.push_back("Waits for a packet: the first one that counts is kept, and dials " +
                      describe(next_operation(redialer_, profile_, moment).target(), profile_) +
                      ".");
  const TimePoint at = std::max(dial_at_, redialer_.earliest(moment.now));
  if (at > moment.now) {
    std::string text = "No packet dials in the next " + time_until(at, moment.now);
    sentences.push_back(text + because() + ".");
  } else if (last_error_) {
    sentences.push_back("Is down" + because() + ".");
  }
}

void EntryPolicy::explain_end(std::vector<std::string>& sentences) const {
  if (phase_ == Phase::kHeldDown) {
    sentences.emplace_back("Stays down until somebody dials it, because somebody hung it up.");
    return;
  }
  if (phase_ == Phase::kGaveUp) {
    sentences.push_back("Is down: it gave up after " + counted(redialer_.dials(), "dial") +
                        because() + ".");
  } else {
    sentences.push_back("Is down" + because() + ".");
  }
}

std::vector<std::string> EntryPolicy::explain(const Moment& moment) {
  std::vector<std::string> sentences;
  switch (phase_) {
    case Phase::kDialling:
      sentences.push_back("Dials " + describe(target(), profile_) + " now" + because() + ".");
      break;
    case Phase::kPausing:
      explain_pause(moment, sentences);
      break;
    case Phase::kWaiting:
      explain_waiting(moment, sentences);
      break;
    case Phase::kUp:
      explain_up(moment, sentences);
      break;
    case Phase::kIdle:
    case Phase::kGaveUp:
    case Phase::kHeldDown:
      explain_end(sentences);
      if (phase_ != Phase::kHeldDown)
        explain_next(next_operation(redialer_, profile_, moment), profile_, sentences);
      break;
  }
  explain_recovery(sentences);
  if (phase_ == Phase::kUp) return sentences;
  if (const auto allowed = may_dial(moment); !allowed)
    sentences.push_back("May not be dialled now: " + allowed.error().context + ".");
  return sentences;
}

}  // namespace dial::policy
