#include "sys/network.hpp"

#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "sys/netlink_attributes.hpp"

namespace dial::sys {
namespace {

Result<> result_of(int os_error, const std::string& what) {
  if (os_error == 0) return {};
  return std::unexpected(Error{.code = ErrorCode::kIpConfiguration,
                               .layer = Layer::kNetwork,
                               .context = what + ": " + strerror(os_error),
                               .os_error = os_error});
}

std::string numbered(unsigned link) {
  return "interface " + std::to_string(link);
}

Ipv4Address address_in(const nlattr* attribute) {
  return {ntohl(mnl_attr_get_u32(attribute))};
}

void read_kind(const nlattr* information, LinkState& state) {
  for_nested(information, [&](int type, const nlattr* attribute) {
    if (type == IFLA_INFO_KIND) state.kind = mnl_attr_get_str(attribute);
    if (type != IFLA_INFO_DATA || state.kind != "vrf") return;
    for_nested(attribute, [&](int inner, const nlattr* value) {
      if (inner == IFLA_VRF_TABLE) state.table = mnl_attr_get_u32(value);
    });
  });
}

LinkState link_in(const nlmsghdr& message) {
  const auto& link = *static_cast<const ifinfomsg*>(mnl_nlmsg_get_payload(&message));
  LinkState state{.index = static_cast<unsigned>(link.ifi_index),
                  .is_up = (link.ifi_flags & IFF_UP) != 0};
  for_attributes_of<ifinfomsg>(message, [&](int type, const nlattr* attribute) {
    if (type == IFLA_IFNAME) state.name = mnl_attr_get_str(attribute);
    if (type == IFLA_IFALIAS) state.alias = mnl_attr_get_str(attribute);
    if (type == IFLA_MTU) state.mtu = mnl_attr_get_u32(attribute);
    if (type == IFLA_LINKINFO) read_kind(attribute, state);
  });
  return state;
}

ifinfomsg& change_link(NetlinkMessage& message, unsigned link) {
  auto& header = message.start<ifinfomsg>(RTM_NEWLINK, 0);
  header.ifi_family = AF_UNSPEC;
  header.ifi_index = static_cast<int>(link);
  return header;
}

void put_address(NetlinkMessage& message, unsigned link, const LinkAddress& address,
                 std::uint16_t type, int flags) {
  auto& header = message.start<ifaddrmsg>(type, flags);
  header.ifa_family = AF_INET;
  header.ifa_prefixlen = 32;
  header.ifa_index = link;
  // rtnetlink(7): on a point-to-point link IFA_ADDRESS is the far end, IFA_LOCAL ours.
  message.put(IFA_LOCAL, address.local);
  message.put(IFA_ADDRESS, address.remote ? address.remote : address.local);
}

void put_route(NetlinkMessage& message, unsigned link, const LinkRoute& route, std::uint16_t type,
               int flags) {
  auto& header = message.start<rtmsg>(type, flags);
  header.rtm_family = AF_INET;
  header.rtm_dst_len = static_cast<unsigned char>(route.prefix_length);
  header.rtm_table = RT_TABLE_UNSPEC;  // RTA_TABLE: a VRF's number may be longer than an octet
  header.rtm_protocol = kRouteProtocol;
  header.rtm_scope = RT_SCOPE_LINK;
  header.rtm_type = RTN_UNICAST;
  message.put(RTA_TABLE, route.table);
  message.put(RTA_OIF, link);
  if (route.prefix_length != 0) message.put(RTA_DST, route.network);
  if (route.metric != 0) message.put(RTA_PRIORITY, route.metric);
  if (route.advertised_mss == 0 || type != RTM_NEWROUTE) return;
  message.begin_nest(RTA_METRICS);
  message.put(RTAX_ADVMSS, route.advertised_mss);
  message.end_nest();
}

// Of a dump; a kernel that does not filter gives those of others too.
void take_route(const nlmsghdr& message, unsigned link, std::vector<LinkRoute>& routes) {
  const auto& header = *static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&message));
  if (header.rtm_protocol != kRouteProtocol || header.rtm_family != AF_INET) return;
  LinkRoute route{.network = {}, .prefix_length = header.rtm_dst_len, .table = header.rtm_table};
  unsigned out = 0;
  for_attributes_of<rtmsg>(message, [&](int type, const nlattr* attribute) {
    if (type == RTA_DST) route.network = address_in(attribute);
    if (type == RTA_PRIORITY) route.metric = mnl_attr_get_u32(attribute);
    if (type == RTA_TABLE) route.table = mnl_attr_get_u32(attribute);
    if (type == RTA_OIF) out = mnl_attr_get_u32(attribute);
    if (type != RTA_METRICS) return;
    for_nested(attribute, [&](int inner, const nlattr* value) {
      if (inner == RTAX_ADVMSS) route.advertised_mss = mnl_attr_get_u32(value);
    });
  });
  if (out == link) routes.push_back(route);
}

}  // namespace

std::string to_string(const LinkRoute& route) {
  std::string text = route.prefix_length == 0
                         ? "default"
                         : to_string(route.network) + "/" + std::to_string(route.prefix_length);
  if (route.metric != 0) text += " metric " + std::to_string(route.metric);
  if (route.table != kMainTable) text += " table " + std::to_string(route.table);
  return text;
}

Result<Network> Network::open() {
  auto netlink = Netlink::open();
  if (!netlink) return std::unexpected(netlink.error());
  return Network(std::move(*netlink));
}

Result<Network> Network::open_in(int space) {
  auto netlink = Netlink::open_in(space);
  if (!netlink) return std::unexpected(netlink.error());
  return Network(std::move(*netlink));
}

Result<Network> Network::adopt(Fd socket) {
  auto netlink = Netlink::adopt(std::move(socket));
  if (!netlink) return std::unexpected(netlink.error());
  return Network(std::move(*netlink));
}

Result<LinkState> Network::ask_link(NetlinkMessage& message, const std::string& what) const {
  LinkState state;
  const int problem = netlink_.ask(message, [&](const nlmsghdr& it) { state = link_in(it); });
  if (problem != 0) return std::unexpected(result_of(problem, what).error());
  return state;
}

Result<LinkState> Network::find_link(const std::string& name) const {
  NetlinkMessage message;
  message.start<ifinfomsg>(RTM_GETLINK, 0).ifi_family = AF_UNSPEC;
  message.put(IFLA_IFNAME, std::string_view(name));
  return ask_link(message, "interface " + name);
}

Result<LinkState> Network::find_link(unsigned index) const {
  NetlinkMessage message;
  auto& link = message.start<ifinfomsg>(RTM_GETLINK, 0);
  link.ifi_family = AF_UNSPEC;
  link.ifi_index = static_cast<int>(index);
  return ask_link(message, numbered(index));
}

Result<> Network::bring_up(unsigned link, unsigned mtu) const {
  NetlinkMessage message;
  auto& header = change_link(message, link);
  header.ifi_flags = IFF_UP;
  header.ifi_change = IFF_UP;
  message.put(IFLA_MTU, mtu);
  return result_of(netlink_.send(message), "bringing up " + numbered(link));
}

Result<> Network::bring_down(unsigned link) const {
  NetlinkMessage message;
  change_link(message, link).ifi_change = IFF_UP;
  return result_of(netlink_.send(message), "taking down " + numbered(link));
}

Result<> Network::set_alias(unsigned link, const std::string& alias) const {
  NetlinkMessage message;
  change_link(message, link);
  message.put(IFLA_IFALIAS, std::string_view(alias));
  return result_of(netlink_.send(message), "naming the owner of " + numbered(link));
}

Result<> Network::set_master(unsigned link, unsigned master) const {
  NetlinkMessage message;
  change_link(message, link);
  message.put(IFLA_MASTER, master);
  return result_of(netlink_.send(message), "putting " + numbered(link) + " into its VRF");
}

Result<> Network::move_link(unsigned link, int space) const {
  NetlinkMessage message;
  change_link(message, link);
  message.put(IFLA_NET_NS_FD, static_cast<std::uint32_t>(space));
  return result_of(netlink_.send(message), "moving " + numbered(link) + " to its name space");
}

Result<> Network::remove_link(unsigned link) const {
  NetlinkMessage message;
  change_link(message, link);
  message.header()->nlmsg_type = RTM_DELLINK;
  return result_of(netlink_.send(message), "removing " + numbered(link));
}

Result<> Network::add_address(unsigned link, const LinkAddress& address) const {
  NetlinkMessage message;
  put_address(message, link, address, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE);
  return result_of(netlink_.send(message),
                   "giving " + numbered(link) + " the address " + to_string(address.local));
}

Result<> Network::remove_address(unsigned link, const LinkAddress& address) const {
  NetlinkMessage message;
  put_address(message, link, address, RTM_DELADDR, 0);
  const int problem = netlink_.send(message);
  const bool is_gone = problem == EADDRNOTAVAIL || problem == ENODEV;
  return result_of(is_gone ? 0 : problem,
                   "taking the address " + to_string(address.local) + " from " + numbered(link));
}

Result<std::vector<LinkAddress>> Network::addresses(unsigned link) const {
  NetlinkMessage message;
  auto& wanted = message.start<ifaddrmsg>(RTM_GETADDR, NLM_F_DUMP);
  wanted.ifa_family = AF_INET;
  wanted.ifa_index = link;
  std::vector<LinkAddress> found;
  const int problem = netlink_.ask(message, [&](const nlmsghdr& one) {
    if (static_cast<const ifaddrmsg*>(mnl_nlmsg_get_payload(&one))->ifa_index != link) return;
    LinkAddress address;
    for_attributes_of<ifaddrmsg>(one, [&](int type, const nlattr* attribute) {
      if (type == IFA_LOCAL) address.local = address_in(attribute);
      if (type == IFA_ADDRESS) address.remote = address_in(attribute);
    });
    found.push_back(address);
  });
  if (problem != 0)
    return std::unexpected(result_of(problem, "the addresses of " + numbered(link)).error());
  return found;
}

Result<> Network::add_route(unsigned link, const LinkRoute& route) const {
  NetlinkMessage message;
  put_route(message, link, route, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
  return result_of(netlink_.send(message), "adding the route " + to_string(route));
}

Result<> Network::remove_route(unsigned link, const LinkRoute& route) const {
  NetlinkMessage message;
  put_route(message, link, route, RTM_DELROUTE, 0);
  const int problem = netlink_.send(message);
  const bool is_gone = problem == ESRCH || problem == ENODEV;
  return result_of(is_gone ? 0 : problem, "removing the route " + to_string(route));
}

Result<std::vector<LinkRoute>> Network::routes(unsigned link) const {
  NetlinkMessage message;
  auto& wanted = message.start<rtmsg>(RTM_GETROUTE, NLM_F_DUMP);
  wanted.rtm_family = AF_INET;
  wanted.rtm_protocol = kRouteProtocol;
  message.put(RTA_OIF, link);
  std::vector<LinkRoute> found;
  const int problem =
      netlink_.ask(message, [&](const nlmsghdr& one) { take_route(one, link, found); });
  // ENOENT: a kernel that filters has no such table yet.
  if (problem != 0 && problem != ENOENT)
    return std::unexpected(result_of(problem, "the routes of " + numbered(link)).error());
  return found;
}

}  // namespace dial::sys
