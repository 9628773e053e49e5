#pragma once

#include <cstdint>

// RFC 1661 6 and RFC 1662 7: the configuration options of LCP we know.
namespace dial::ppp::lcp {

inline constexpr std::uint8_t kMru = 1;
inline constexpr std::uint8_t kAccm = 2;
inline constexpr std::uint8_t kAuthentication = 3;
inline constexpr std::uint8_t kMagic = 5;
inline constexpr std::uint8_t kCompressProtocol = 7;
inline constexpr std::uint8_t kCompressAddress = 8;

inline constexpr std::uint16_t kMinimumMru = 128;  // no room for IP and its headers below

}  // namespace dial::ppp::lcp
