#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"
#include "dial/types.hpp"

// Fields of an IPv4 packet (RFC 791 3.1), as far as policy looks at them. Who asks for a field has
// asked is_whole() before.
namespace dial::policy::ipv4 {

inline constexpr std::size_t kHeader = 20;     // the shortest
inline constexpr std::size_t kTcpHeader = 20;  // RFC 9293 3.1: the shortest
inline constexpr std::uint8_t kIcmp = 1;
inline constexpr std::uint8_t kIgmp = 2;
inline constexpr std::uint8_t kTcp = 6;
inline constexpr std::uint8_t kUdp = 17;
inline constexpr std::uint8_t kSyn = 0x02;

inline std::uint16_t u16(Octets octets, std::size_t at) {
  return static_cast<std::uint16_t>(octets[at] << 8 | octets[at + 1]);
}
inline std::uint32_t u32(Octets octets, std::size_t at) {
  return static_cast<std::uint32_t>(u16(octets, at)) << 16 | u16(octets, at + 2);
}

inline std::size_t header_length(Octets packet) {
  return static_cast<std::size_t>(packet[0] & 0x0f) * 4;
}
// An IPv4 header stands there with all of its options.
inline bool is_whole(Octets packet) {
  return packet.size() >= kHeader && packet[0] >> 4 == 4 && header_length(packet) >= kHeader &&
         packet.size() >= header_length(packet);
}
inline Ipv4Address source(Octets packet) {
  return {u32(packet, 12)};
}
inline Ipv4Address destination(Octets packet) {
  return {u32(packet, 16)};
}
inline bool is_later_fragment(Octets packet) {
  return (u16(packet, 6) & 0x1fff) != 0;
}
inline bool has_more_fragments(Octets packet) {
  return (packet[6] & 0x20) != 0;
}

}  // namespace dial::policy::ipv4
