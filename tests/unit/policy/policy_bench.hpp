#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

#include "policy/entry_policy.hpp"

namespace dial::policy {

using namespace std::chrono_literals;

inline profile::Profile modem_profile() {
  profile::Profile profile;
  profile.name = "isp";
  profile.number = "1";
  profile.line.device = "/dev/ttyS0";
  profile.redial.jitter = 0;
  return profile;
}

inline RandomSource no_chance() {
  return [](std::span<std::uint8_t> octets) { std::ranges::fill(octets, std::uint8_t{0}); };
}
inline RandomSource seeded(std::uint32_t seed) {
  return [generator = std::mt19937(seed)](std::span<std::uint8_t> octets) mutable {
    for (std::uint8_t& octet : octets)
      octet = static_cast<std::uint8_t>(generator());
  };
}

inline Error failure(ErrorCode code, Layer layer = Layer::kModem, std::string raw = {}) {
  return {code, layer, "dialling 1", std::move(raw), 0};
}
inline Error busy() {
  return failure(ErrorCode::kLineBusy, Layer::kModem, "BUSY");
}

// Two clocks that run together from a Monday, midnight.
class Clock {
 public:
  static constexpr std::int64_t kMonday = 4;  // 1970-01-05
  Moment moment() const {
    const Duration since = std::chrono::duration_cast<Duration>(now_.time_since_epoch()) + shift_;
    return {.now = now_, .wall = {.day = kMonday + since / 24h, .of_day = since % 24h}};
  }
  TimePoint now() const { return now_; }
  void pass(Duration time) { now_ += time; }
  void go_to(TimePoint time) { now_ = std::max(now_, time); }
  void set_wall(Duration by) { shift_ += by; }  // somebody turns the hands

 private:
  TimePoint now_{};
  Duration shift_{0};
};

}  // namespace dial::policy
