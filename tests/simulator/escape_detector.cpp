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
  // S2 above 127 switches the escape off.
  if (octet != character_ || character_ > 127) {
    seen_ = 0;
  } else if (seen_ == 0) {
    seen_ = is_quiet ? 1 : 0;
  } else if (seen_ < 3 && (!is_quiet || guard_time_ == Duration{0})) {
    ++seen_;
  } else {
    // Too late for this escape, or a fourth character: perhaps the first of the next.
    seen_ = is_quiet ? 1 : 0;
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
