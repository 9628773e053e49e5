#pragma once

#include <cstdint>

#include "base/bytes.hpp"

namespace dial::hdlc {

inline constexpr std::uint16_t kFcsInitial = 0xffff;
// What the FCS of a frame and its own FCS octets comes to (RFC 1662, C.2).
inline constexpr std::uint16_t kFcsGood = 0xf0b8;

// The 16-bit frame check sequence (RFC 1662, C.2), started or continued. What goes on the line
// is its complement, least significant octet first.
std::uint16_t fcs16(Octets octets, std::uint16_t fcs = kFcsInitial);

}  // namespace dial::hdlc
