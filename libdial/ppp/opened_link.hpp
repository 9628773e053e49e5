#pragma once

#include <cstdint>
#include <vector>

#include "dial/types.hpp"
#include "ppp/options.hpp"

namespace dial::ppp {

// What one direction of the link agreed on; the defaults are RFC 1661's and RFC 1662's.
struct LcpAgreed {
  std::uint16_t mru = 1500;
  std::uint32_t accm = 0xffffffff;
  std::uint32_t magic = 0;
  bool compress_protocol = false;
  bool compress_address = false;
  AuthenticationMethod authentication = AuthenticationMethod::kNone;
  bool operator==(const LcpAgreed&) const = default;
};

// What a link over which packets cross is made of: with it another Link goes on where this one
// stands, and the peer notices nothing. The options of the two, with the credentials, are the same.
struct OpenedLink {
  LcpAgreed ours;    // how the peer sends to us
  LcpAgreed theirs;  // how we send, and authenticate ourselves
  Ipv4Address local;
  Ipv4Address remote;
  std::vector<Ipv4Address> name_servers;
  std::uint8_t lcp_id = 0;  // the next Identifier of ours
  std::uint8_t ipcp_id = 0;
  std::uint32_t unanswered_echoes = 0;
  bool operator==(const OpenedLink&) const = default;
};

}  // namespace dial::ppp
