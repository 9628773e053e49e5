#include "policy/address_exchange.hpp"

#include <algorithm>
#include <iterator>

#include "policy/ipv4.hpp"

namespace dial::policy {
namespace {

constexpr std::size_t kSource = 12;
constexpr std::size_t kDestination = 16;
constexpr std::size_t kHeaderChecksum = 10;
constexpr std::size_t kUdpHeader = 8;   // RFC 768
constexpr std::size_t kIcmpHeader = 8;  // RFC 792, Echo
constexpr std::uint8_t kEchoReply = 0;
constexpr std::uint8_t kEcho = 8;
constexpr std::size_t kMostFragmented = 16;

void put_u16(std::span<std::uint8_t> octets, std::size_t at, std::uint16_t value) {
  octets[at] = static_cast<std::uint8_t>(value >> 8);
  octets[at + 1] = static_cast<std::uint8_t>(value);
}

// RFC 1624 3, equation 3: HC' = ~(~HC + ~m + m'), for both halves of an address.
std::uint16_t updated(std::uint16_t checksum, Ipv4Address before, Ipv4Address after) {
  std::uint32_t sum = static_cast<std::uint16_t>(~checksum);
  for (const int shift : {16, 0}) {
    sum += static_cast<std::uint16_t>(~(before.value >> shift));
    sum += static_cast<std::uint16_t>(after.value >> shift);
  }
  while (sum >> 16 != 0)
    sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

// Where the checksum is that covers the addresses too, from the packet's beginning (RFC 9293 3.1,
// RFC 768); nullopt: there is none here.
std::optional<std::size_t> transport_checksum(Octets packet) {
  if (ipv4::is_later_fragment(packet)) return std::nullopt;
  const std::size_t header = ipv4::header_length(packet);
  const bool is_tcp = packet[9] == ipv4::kTcp && packet.size() >= header + ipv4::kTcpHeader;
  if (is_tcp) return header + 16;
  const bool is_udp = packet[9] == ipv4::kUdp && packet.size() >= header + kUdpHeader;
  // RFC 768: zero says that the sender has made none.
  if (is_udp && ipv4::u16(packet, header + 6) != 0) return header + 6;
  return std::nullopt;
}

}  // namespace

void replace_address(std::span<std::uint8_t> packet, std::size_t at, Ipv4Address address) {
  const Ipv4Address before{ipv4::u32(packet, at)};
  const auto correct = [&](std::size_t where) {
    const std::uint16_t sum = updated(ipv4::u16(packet, where), before, address);
    // RFC 768: a checksum that comes out as zero is sent as all ones.
    const bool is_udp = where != kHeaderChecksum && packet[9] == ipv4::kUdp;
    put_u16(packet, where, sum == 0 && is_udp ? 0xffff : sum);
  };
  correct(kHeaderChecksum);
  if (const auto where = transport_checksum(packet)) correct(*where);
  put_u16(packet, at, static_cast<std::uint16_t>(address.value >> 16));
  put_u16(packet, at + 2, static_cast<std::uint16_t>(address.value));
}

void AddressExchange::begin(Ipv4Address placeholder, Ipv4Address assigned,
                            std::span<const Flow> known) {
  placeholder_ = placeholder;
  assigned_ = assigned;
  for (const Flow& flow : known)
    remember(flow);
}

std::vector<AddressExchange::Flow> AddressExchange::latest_flows(std::size_t most) const {
  const auto count = std::min(most, order_.size());
  return {std::prev(order_.end(), static_cast<std::ptrdiff_t>(count)), order_.end()};
}

void AddressExchange::end() {
  *this = {};
}

AddressExchange::Flow AddressExchange::flow_of(Octets packet, Way way) {
  const bool is_out = way == Way::kOut;
  Flow flow{.remote = is_out ? ipv4::destination(packet) : ipv4::source(packet),
            .protocol = packet[9]};
  const std::size_t header = ipv4::header_length(packet);
  const bool has_ports =
      (flow.protocol == ipv4::kTcp || flow.protocol == ipv4::kUdp) && packet.size() >= header + 4;
  if (has_ports) {
    flow.local_port = ipv4::u16(packet, header + (is_out ? 0 : 2));
    flow.remote_port = ipv4::u16(packet, header + (is_out ? 2 : 0));
  } else if (flow.protocol == ipv4::kIcmp && packet.size() >= header + kIcmpHeader) {
    const bool is_echo = packet[header] == (is_out ? kEcho : kEchoReply);
    // Port 0 is no identifier's: what is no Echo is a flow of its own kind, by its type.
    flow.local_port = is_echo ? ipv4::u16(packet, header + 4) : packet[header];
    flow.remote_port = is_echo ? 0 : 1;
  }
  return flow;
}

AddressExchange::Fragments AddressExchange::fragments_of(Octets packet) {
  return {.remote = ipv4::source(packet),
          .identification = ipv4::u16(packet, 4),
          .protocol = packet[9]};
}

void AddressExchange::remember(const Flow& flow) {
  if (const auto found = flows_.find(flow); found != flows_.end())
    return order_.splice(order_.end(), order_, found->second);
  flows_.emplace(flow, order_.insert(order_.end(), flow));
  if (flows_.size() <= kMostFlows) return;
  flows_.erase(order_.front());
  order_.pop_front();
}

bool AddressExchange::handle_outgoing(std::span<std::uint8_t> packet) {
  if (!is_active() || !ipv4::is_whole(packet) || ipv4::source(packet) != placeholder_) return false;
  if (!ipv4::is_later_fragment(packet)) remember(flow_of(packet, Way::kOut));
  replace_address(packet, kSource, assigned_);
  return true;
}

// Only the first fragment has ports; those behind it go where it went (RFC 791 3.2).
bool AddressExchange::is_known(Octets packet) {
  if (ipv4::is_later_fragment(packet))
    return std::ranges::find(fragments_, fragments_of(packet)) != fragments_.end();
  const auto found = flows_.find(flow_of(packet, Way::kIn));
  if (found == flows_.end()) return false;
  order_.splice(order_.end(), order_, found->second);
  if (ipv4::has_more_fragments(packet)) {
    fragments_.push_front(fragments_of(packet));
    if (fragments_.size() > kMostFragmented) fragments_.pop_back();
  }
  return true;
}

bool AddressExchange::handle_incoming(std::span<std::uint8_t> packet) {
  const bool may_be = is_active() && !flows_.empty() && ipv4::is_whole(packet) &&
                      ipv4::destination(packet) == assigned_;
  if (!may_be || !is_known(packet)) return false;
  replace_address(packet, kDestination, placeholder_);
  return true;
}

}  // namespace dial::policy
