#include "simulator/escape_detector.hpp"

namespace dial::simulator {

void EscapeDetector::start(std::uint8_t character, Duration guard_time, TimePoint now) {
  character_ = character;
  guard_time_ = guard_time;
  last_ = now;
  seen_ = 0;
}

void EscapeDetector::handle_input(Octets octets, TimePoint now) {
  for (const auto octet : octets) {
    handle_octet(octet, now);
    last_ = now;
  }
}

void EscapeDetector::handle_octet(std::uint8_t octet, TimePoint now) {
  const bool is_quiet = now - last_ >= guard_time_;
  const bool is_escape = octet == character_ && character_ <= 127;  // S2 above 127: no escape
  const bool is_in_time = !is_quiet || guard_time_ == Duration{0};
  if (is_escape && seen_ > 0 && seen_ < 3 && is_in_time) {
    ++seen_;
  } else {
    // Perhaps the first of an escape: also what came too late for the last, or was its fourth.
    seen_ = is_escape && is_quiet ? 1 : 0;
  }
}

bool EscapeDetector::handle_timeout(TimePoint now) {
  const auto deadline = poll_timeout();
  if (!deadline || now < *deadline) return false;
  seen_ = 0;
  return true;
}

std::optional<TimePoint> EscapeDetector::poll_timeout() const {
  if (seen_ != 3) return std::nullopt;
  return last_ + guard_time_;
}

}  // namespace dial::simulator
