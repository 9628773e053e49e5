#pragma once

#include <cstdint>

// The octets RFC 1662 gives a meaning to.
namespace dial::hdlc {

inline constexpr std::uint8_t kFlag = 0x7e;           // 3.1
inline constexpr std::uint8_t kControlEscape = 0x7d;  // 4.2
inline constexpr std::uint8_t kEscapeBit = 0x20;      // 4.2: the octet after it is xor'ed with this
inline constexpr std::uint8_t kAllStations = 0xff;    // 3.1: address
inline constexpr std::uint8_t kUnnumbered = 0x03;     // 3.1: control, UI with P/F zero

// What has a meaning on the line and so cannot stand for itself in a frame (4.2, 7.1).
constexpr bool is_special(std::uint8_t octet, std::uint32_t accm) {
  if (octet < 0x20) return (accm >> octet & 1) != 0;
  return octet == kFlag || octet == kControlEscape;
}

}  // namespace dial::hdlc
