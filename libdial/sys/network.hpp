#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dial/error.hpp"
#include "dial/types.hpp"
#include "sys/netlink.hpp"

namespace dial::sys {

// rtm_protocol of our routes, so that no foreign one is touched; "dial" in `ip route`
// (config/network/rt_protos). No list of the kernel's or of iproute2 has this number.
inline constexpr std::uint8_t kRouteProtocol = 0xd1;

inline constexpr std::uint32_t kMainTable = 254;  // RT_TABLE_MAIN

struct LinkState {
  unsigned index = 0;
  std::string name;
  std::string alias;  // ifalias: who made it
  std::string kind;   // "tun", "vrf"; empty: hardware, or the kernel does not tell
  unsigned mtu = 0;
  bool is_up = false;                  // by its administrator
  std::optional<std::uint32_t> table;  // of a VRF device
};

struct LinkAddress {
  Ipv4Address local;
  Ipv4Address remote;
  auto operator<=>(const LinkAddress&) const = default;
};

// A route out of one interface, without gateway: the peer is on the link.
struct LinkRoute {
  Ipv4Address network;
  unsigned prefix_length = 0;  // 0: to everywhere
  std::uint32_t metric = 0;
  std::uint32_t table = kMainTable;
  std::uint32_t advertised_mss = 0;  // 0: the kernel's choice
  auto operator<=>(const LinkRoute&) const = default;
};
std::string to_string(const LinkRoute& route);  // "10.1.0.0/16 metric 5", "default"

// The interfaces, addresses and routes of one name space. Errors: kIpConfiguration with errno.
class Network {
 public:
  static Result<Network> open();              // of the calling thread's
  static Result<Network> open_in(int space);  // of that one; needs CAP_SYS_ADMIN
  static Result<Network> adopt(Fd socket);    // of that where this netlink socket was opened

  Result<LinkState> find_link(const std::string& name) const;  // ENODEV: there is none
  Result<LinkState> find_link(unsigned index) const;

  Result<> bring_up(unsigned link, unsigned mtu) const;
  Result<> bring_down(unsigned link) const;  // its routes are gone then; addresses stay
  Result<> set_alias(unsigned link, const std::string& alias) const;
  Result<> set_master(unsigned link, unsigned master) const;
  // To another name space, where it has its name and maybe another index; all it had is gone.
  Result<> move_link(unsigned link, int space) const;
  Result<> remove_link(unsigned link) const;

  // Again: changes nothing. Without a remote address the peer is told apart from us by no one.
  Result<> add_address(unsigned link, const LinkAddress& address) const;
  // That one with that far end; nothing to remove is well.
  Result<> remove_address(unsigned link, const LinkAddress& address) const;
  Result<std::vector<LinkAddress>> addresses(unsigned link) const;

  // EEXIST: there is one already, ours or not (`routes` tells).
  Result<> add_route(unsigned link, const LinkRoute& route) const;
  // One of ours only; nothing to remove is well.
  Result<> remove_route(unsigned link, const LinkRoute& route) const;
  // Ours, on that link.
  Result<std::vector<LinkRoute>> routes(unsigned link) const;

 private:
  explicit Network(Netlink netlink) : netlink_(std::move(netlink)) {}
  Result<LinkState> ask_link(NetlinkMessage& message, const std::string& what) const;
  Netlink netlink_;
};

}  // namespace dial::sys
