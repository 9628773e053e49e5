#include "manager/memory_stub.hpp"

#include <algorithm>
#include <utility>

namespace dial::manager {
namespace {

constexpr std::size_t kMinimumHeader = 20;  // RFC 791, 3.1
constexpr std::size_t kIcmpHeader = 8;      // RFC 792, Echo
constexpr std::size_t kEchoData = 56;
constexpr std::uint8_t kProtocolIcmp = 1;
constexpr std::uint8_t kEchoReply = 0;
constexpr std::uint8_t kEcho = 8;
constexpr std::uint8_t kTimeToLive = 64;
constexpr std::uint16_t kIdentifier = 0x6469;

std::uint16_t u16_at(Octets octets, std::size_t at) {
  return static_cast<std::uint16_t>(octets[at] << 8 | octets[at + 1]);
}

std::uint32_t u32_at(Octets octets, std::size_t at) {
  return static_cast<std::uint32_t>(u16_at(octets, at)) << 16 | u16_at(octets, at + 2);
}

void put_u16(Buffer& out, std::size_t at, std::uint16_t value) {
  out[at] = static_cast<std::uint8_t>(value >> 8);
  out[at + 1] = static_cast<std::uint8_t>(value);
}

void put_u32(Buffer& out, std::size_t at, std::uint32_t value) {
  put_u16(out, at, static_cast<std::uint16_t>(value >> 16));
  put_u16(out, at + 2, static_cast<std::uint16_t>(value));
}

// RFC 1071: the complement of the ones' complement sum; 0 over octets that hold their checksum.
std::uint16_t checksum(Octets octets) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < octets.size(); i += 2)
    sum += u16_at(octets, i);
  if (octets.size() % 2 == 1) sum += static_cast<std::uint32_t>(octets.back()) << 8;
  while (sum >> 16 != 0)
    sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

// The packet without what a link may have padded it with, or nothing if it is broken.
std::optional<Octets> sound_packet(Octets octets) {
  if (octets.size() < kMinimumHeader || octets[0] >> 4 != 4) return std::nullopt;
  const std::size_t header = static_cast<std::size_t>(octets[0] & 0x0f) * 4;
  const std::size_t total = u16_at(octets, 2);
  if (header < kMinimumHeader || total < header || total > octets.size()) return std::nullopt;
  if (checksum(octets.first(header)) != 0) return std::nullopt;
  return octets.first(total);
}

bool is_fragment(Octets packet) {
  return (u16_at(packet, 6) & 0x3fff) != 0;  // more fragments, or an offset
}

void seal(Buffer& packet, std::size_t header) {
  put_u16(packet, 10, 0);
  put_u16(packet, 10, checksum(Octets(packet).first(header)));
  put_u16(packet, header + 2, 0);
  put_u16(packet, header + 2, checksum(Octets(packet).subspan(header)));
}

}  // namespace

std::optional<Buffer> MemoryStub::handle_packet(Octets ipv4) {
  ++counters_.received;
  const auto packet = sound_packet(ipv4);
  if (!packet) {
    ++counters_.bad;
    return std::nullopt;
  }
  if (u32_at(*packet, 16) != own_.value) {
    ++counters_.not_ours;
    return std::nullopt;
  }
  if ((*packet)[9] != kProtocolIcmp || is_fragment(*packet)) {
    ++counters_.other;
    return std::nullopt;
  }
  return handle_icmp(*packet, static_cast<std::size_t>((*packet)[0] & 0x0f) * 4);
}

std::optional<Buffer> MemoryStub::handle_icmp(Octets packet, std::size_t header_length) {
  const Octets message = packet.subspan(header_length);
  if (message.size() < kIcmpHeader || checksum(message) != 0) {
    ++counters_.bad;
    return std::nullopt;
  }
  if (message[0] == kEchoReply && message[1] == 0 && u16_at(message, 4) == kIdentifier) {
    ++counters_.replies;
    reply_ = u16_at(message, 6);
    return std::nullopt;
  }
  if (message[0] != kEcho || message[1] != 0) {
    ++counters_.other;
    return std::nullopt;
  }
  ++counters_.requests_answered;
  Buffer answer(packet.begin(), packet.end());
  put_u32(answer, 16, *ByteReader(packet.subspan(12)).u32());  // back to the source
  put_u32(answer, 12, own_.value);
  answer[8] = kTimeToLive;
  answer[header_length] = kEchoReply;
  seal(answer, header_length);
  return answer;
}

Buffer MemoryStub::echo_request(Ipv4Address to, std::uint16_t sequence) {
  Buffer packet(kMinimumHeader + kIcmpHeader + kEchoData);
  packet[0] = 0x45;  // version 4, a header of five words
  put_u16(packet, 2, static_cast<std::uint16_t>(packet.size()));
  put_u16(packet, 4, sequence);
  packet[8] = kTimeToLive;
  packet[9] = kProtocolIcmp;
  put_u32(packet, 12, own_.value);
  put_u32(packet, 16, to.value);
  packet[kMinimumHeader] = kEcho;
  put_u16(packet, kMinimumHeader + 4, kIdentifier);
  put_u16(packet, kMinimumHeader + 6, sequence);
  for (std::size_t i = 0; i < kEchoData; ++i) {
    packet[kMinimumHeader + kIcmpHeader + i] = static_cast<std::uint8_t>(i);
  }
  seal(packet, kMinimumHeader);
  return packet;
}

std::optional<std::uint16_t> MemoryStub::poll_reply() {
  return std::exchange(reply_, {});
}

}  // namespace dial::manager
