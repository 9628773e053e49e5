#pragma once

#include <chrono>
#include <optional>

namespace dial {

// The core is handed the time; it never asks for it.
using TimePoint = std::chrono::steady_clock::time_point;
using Duration = std::chrono::milliseconds;

// The earlier of two deadlines, either of which may be absent.
constexpr std::optional<TimePoint> earlier(std::optional<TimePoint> a, std::optional<TimePoint> b) {
  if (!a) return b;
  if (!b) return a;
  return *a < *b ? a : b;
}

}  // namespace dial
