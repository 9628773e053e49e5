#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "dial/types.hpp"

namespace dial::policy {

// Stands between a host whose sockets were opened on a placeholder address and a line on which the
// peer has assigned another one: what those sockets send goes out from the assigned address, and
// the answers come back to the placeholder. What was sent from the assigned address itself is not
// touched. Checksums are updated as RFC 1624 says, and are not verified. Sans-IO.
//
// It knows TCP, UDP and ICMP Echo by their ports and identifiers, other protocols by the far end's
// address. An address inside of a packet's data (FTP, SIP; the packet that an ICMP error quotes) is
// not seen.
class AddressExchange {
 public:
  // Then the one that was quiet longest is forgotten.
  static constexpr std::size_t kMostFlows = 4096;
  struct Flow {
    Ipv4Address remote;
    std::uint16_t remote_port = 0;
    std::uint16_t local_port = 0;  // ICMP Echo: its identifier
    std::uint8_t protocol = 0;
    auto operator<=>(const Flow&) const = default;
  };

  // `known`: flows of that call from the placeholder, which another one has seen.
  void begin(Ipv4Address placeholder, Ipv4Address assigned, std::span<const Flow> known = {});
  void end();  // what is sent from now on is not touched; what is known of flows is forgotten
  bool is_active() const { return placeholder_ != assigned_; }

  // True: the packet was changed. What is no whole IPv4 header is left alone.
  bool handle_outgoing(std::span<std::uint8_t> packet);
  bool handle_incoming(std::span<std::uint8_t> packet);
  std::size_t flows() const { return flows_.size(); }
  std::vector<Flow> latest_flows(std::size_t most) const;  // the one that was quiet longest first

 private:
  struct Fragments {
    Ipv4Address remote;
    std::uint16_t identification = 0;
    std::uint8_t protocol = 0;
    bool operator==(const Fragments&) const = default;
  };
  enum class Way : std::uint8_t { kOut, kIn };
  static Flow flow_of(std::span<const std::uint8_t> packet, Way way);
  static Fragments fragments_of(std::span<const std::uint8_t> packet);
  void remember(const Flow& flow);
  bool is_known(std::span<const std::uint8_t> packet);

  Ipv4Address placeholder_;
  Ipv4Address assigned_;
  std::list<Flow> order_;  // the one that was quiet longest first
  std::map<Flow, std::list<Flow>::iterator> flows_;
  std::list<Fragments> fragments_;  // of answers that come in several; the newest first
};

// Writes `address` at `at` (12: source, 16: destination) of a whole IPv4 header, and corrects the
// checksums that cover it.
void replace_address(std::span<std::uint8_t> packet, std::size_t at, Ipv4Address address);

}  // namespace dial::policy
