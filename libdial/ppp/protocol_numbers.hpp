#pragma once

#include <cstdint>

namespace dial::ppp {

// RFC 1661 2, "Protocol Field"; values from the IANA list of PPP numbers.
inline constexpr std::uint16_t kProtocolIpv4 = 0x0021;
inline constexpr std::uint16_t kProtocolIpcp = 0x8021;
inline constexpr std::uint16_t kProtocolLcp = 0xc021;
inline constexpr std::uint16_t kProtocolPap = 0xc023;
inline constexpr std::uint16_t kProtocolChap = 0xc223;

}  // namespace dial::ppp
