#pragma once

#include <cstdint>
#include <functional>
#include <span>

namespace dial {

// Fills the span with random octets. The core is handed one: the kernel's generator in the
// daemon, a seeded one in tests. Identifiers, magic numbers and CHAP challenges come from it.
using RandomSource = std::function<void(std::span<std::uint8_t>)>;

inline std::uint32_t random_u32(const RandomSource& random) {
  std::uint8_t octets[4];
  random(octets);
  return static_cast<std::uint32_t>(octets[0]) << 24 | static_cast<std::uint32_t>(octets[1]) << 16 |
         static_cast<std::uint32_t>(octets[2]) << 8 | octets[3];
}

}  // namespace dial
