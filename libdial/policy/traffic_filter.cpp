#include "policy/traffic_filter.hpp"

#include "policy/ipv4.hpp"

namespace dial::policy {
namespace {

using namespace ipv4;

constexpr std::uint8_t kSynOrFin = 0x03;

// RFC 1122 3.2.1.3: class D, and the limited broadcast.
bool is_multicast(Octets packet) {
  const std::uint8_t first = packet[16];
  const bool is_broadcast =
      packet[16] == 255 && packet[17] == 255 && packet[18] == 255 && packet[19] == 255;
  return (first & 0xf0) == 0xe0 || is_broadcast;
}

// Beginning and end of a connection are use; acknowledgements, keep-alives (one octet that was
// there before, or none: RFC 9293 3.8.4) and resets are not.
bool is_empty_tcp(Octets packet) {
  const std::size_t header = header_length(packet);
  const bool is_tcp = packet[9] == kTcp && !is_later_fragment(packet);
  if (!is_tcp || packet.size() < header + kTcpHeader) return false;
  const std::size_t data = header + static_cast<std::size_t>(packet[header + 12] >> 4) * 4;
  const bool has_data = u16(packet, 2) > data + 1;
  return !has_data && (packet[header + 13] & kSynOrFin) == 0;
}

}  // namespace

bool is_active(Octets packet, Direction direction, const profile::Limits& limits) {
  if (limits.idle_ignores_inbound && direction == Direction::kIn) return false;
  const bool is_ipv4 = packet.size() >= kHeader && packet[0] >> 4 == 4;
  if (!is_ipv4) return true;
  const bool is_control = packet[9] == kIcmp || packet[9] == kIgmp;
  if (limits.idle_ignores_icmp && is_control) return false;
  if (limits.idle_ignores_multicast && is_multicast(packet)) return false;
  return !limits.idle_ignores_empty_tcp || !is_empty_tcp(packet);
}

}  // namespace dial::policy
