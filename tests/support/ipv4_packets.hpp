#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"
#include "dial/types.hpp"

// IPv4 packets whose checksums are right, made the long way round: summed over everything.
namespace dial::test {

inline constexpr Ipv4Address kPlaceholder{0x0a404040};
inline constexpr Ipv4Address kServer{0xc6336407};

// RFC 1071; `start` is the sum of what stands elsewhere.
inline std::uint16_t checksum(Octets octets, std::uint32_t start = 0) {
  std::uint32_t sum = start;
  for (std::size_t i = 0; i < octets.size(); ++i)
    sum += static_cast<std::uint32_t>(octets[i]) << (i % 2 == 0 ? 8 : 0);
  while (sum >> 16 != 0)
    sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

inline void put(Buffer& packet, std::size_t at, std::uint16_t value) {
  packet[at] = static_cast<std::uint8_t>(value >> 8);
  packet[at + 1] = static_cast<std::uint8_t>(value);
}

// The pseudo-header's sum (RFC 9293 3.1, RFC 768).
inline std::uint32_t pseudo(Octets packet, std::size_t header) {
  std::uint32_t sum = packet[9] + static_cast<std::uint32_t>(packet.size() - header);
  for (std::size_t i = 12; i < 20; i += 2)
    sum += static_cast<std::uint32_t>(packet[i] << 8 | packet[i + 1]);
  return sum;
}

inline Buffer ip(std::uint8_t protocol, Ipv4Address from, Ipv4Address to, Octets payload,
                 std::uint16_t fragment = 0, std::size_t options = 0) {
  Buffer packet;
  const auto header = static_cast<std::uint8_t>(20 + options);
  ByteWriter writer(packet);
  writer.u8(static_cast<std::uint8_t>(0x40 | header / 4)).u8(0);
  writer.u16(static_cast<std::uint16_t>(header + payload.size())).u16(0x1234).u16(fragment);
  writer.u8(64).u8(protocol).u16(0).u32(from.value).u32(to.value);
  packet.resize(header, 1);  // options: NOP
  writer.bytes(payload);
  put(packet, 10, checksum(Octets(packet).first(header)));
  return packet;
}

// Whether the checksum of the header, and that of TCP or UDP, is what it should be.
inline bool is_sound(const Buffer& packet) {
  const std::size_t header = static_cast<std::size_t>(packet[0] & 15) * 4;
  if (checksum(Octets(packet).first(header)) != 0) return false;
  if (packet[9] != 6 && packet[9] != 17) return true;
  return checksum(Octets(packet).subspan(header), pseudo(packet, header)) == 0;
}

struct Ports {
  std::uint16_t from = 40'000;
  std::uint16_t to = 53;
  std::uint8_t flags = 0x02;  // of TCP
  std::size_t data = 8;
  std::size_t options = 0;  // octets of IP options
};

inline Buffer udp(Ipv4Address from, Ipv4Address to, const Ports& ports = {}) {
  Buffer payload;
  ByteWriter(payload)
      .u16(ports.from)
      .u16(ports.to)
      .u16(static_cast<std::uint16_t>(8 + ports.data))
      .u16(0);
  payload.resize(8 + ports.data, 0x5a);
  Buffer packet = ip(17, from, to, payload, 0, ports.options);
  const std::size_t header = 20 + ports.options;
  put(packet, header + 6, checksum(Octets(packet).subspan(header), pseudo(packet, header)));
  return packet;
}

inline Buffer tcp(Ipv4Address from, Ipv4Address to, const Ports& ports = {}) {
  Buffer payload;
  ByteWriter(payload)
      .u16(ports.from)
      .u16(ports.to)
      .u32(1000)
      .u32(2000)
      .u8(0x50)
      .u8(ports.flags)
      .u16(8192)
      .u16(0)
      .u16(0);
  payload.resize(20 + ports.data, 0x5a);
  Buffer packet = ip(6, from, to, payload, 0, ports.options);
  const std::size_t header = 20 + ports.options;
  put(packet, header + 16, checksum(Octets(packet).subspan(header), pseudo(packet, header)));
  return packet;
}

inline Buffer icmp_echo(Ipv4Address from, Ipv4Address to, std::uint8_t type = 8,
                        std::uint16_t identifier = 77) {
  Buffer payload;
  ByteWriter(payload).u8(type).u8(0).u16(0).u16(identifier).u16(1);
  payload.resize(8 + 56, 0x5a);
  put(payload, 2, checksum(payload));
  return ip(1, from, to, payload);
}

}  // namespace dial::test
