#include "sys/network_watch.hpp"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "sys/name_space.hpp"
#include "sys/netlink_attributes.hpp"
#include "sys/network.hpp"

namespace dial::sys {
namespace {

constexpr unsigned kGroups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV4_ROUTE;

unsigned link_of_route(const nlmsghdr& message) {
  unsigned link = 0;
  for_attributes_of<rtmsg>(message, [&](int type, const nlattr* attribute) {
    if (type == RTA_OIF) link = mnl_attr_get_u32(attribute);
  });
  return link;
}

unsigned link_of(const nlmsghdr& message) {
  const void* header = mnl_nlmsg_get_payload(&message);
  switch (message.nlmsg_type) {
    case RTM_NEWLINK:
    case RTM_DELLINK:
      return static_cast<unsigned>(static_cast<const ifinfomsg*>(header)->ifi_index);
    case RTM_NEWADDR:
    case RTM_DELADDR:
      return static_cast<const ifaddrmsg*>(header)->ifa_index;
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
      return link_of_route(message);
    default:
      return 0;
  }
}

// The message names the link of the route that came or went, not that of the one that lost its
// place by it, or can have it now.
bool frees_or_takes_a_place(const nlmsghdr& message) {
  const bool is_new = message.nlmsg_type == RTM_NEWROUTE;
  if (!is_new && message.nlmsg_type != RTM_DELROUTE) return false;
  const auto& route = *static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&message));
  if (route.rtm_table == RT_TABLE_LOCAL) return false;  // where none of ours stand
  return is_new ? (message.nlmsg_flags & NLM_F_REPLACE) != 0 : route.rtm_protocol != kRouteProtocol;
}

void collect(const nlmsghdr* message, int size, NetworkWatch::Seen& seen) {
  auto& links = seen.links;
  for (; mnl_nlmsg_ok(message, size); message = mnl_nlmsg_next(message, &size)) {
    const unsigned link = link_of(*message);
    seen.is_all = seen.is_all || frees_or_takes_a_place(*message);
    if (link != 0 && std::ranges::find(links, link) == links.end()) links.push_back(link);
  }
}

}  // namespace

Result<NetworkWatch> NetworkWatch::open() {
  return adopt(Fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE)));
}

Result<NetworkWatch> NetworkWatch::adopt(Fd socket) {
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = kGroups;
  if (!socket || ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    const int problem = errno;
    return std::unexpected(
        Error{.code = ErrorCode::kIpConfiguration,
              .layer = Layer::kNetwork,
              .context = std::string("watching the network: ") + strerror(problem),
              .os_error = problem});
  }
  return NetworkWatch(std::move(socket));
}

Result<NetworkWatch> NetworkWatch::open_in(int space) {
  return in_name_space(space, open);
}

NetworkWatch::Seen NetworkWatch::read() {
  Seen seen;
  alignas(nlmsghdr) std::array<char, 32768> buffer;
  while (true) {
    const auto count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (count < 0 && errno == ENOBUFS) {
      seen.is_all = true;  // and what is still there is read on
      continue;
    }
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return seen;
    collect(reinterpret_cast<const nlmsghdr*>(buffer.data()), static_cast<int>(count), seen);
  }
}

}  // namespace dial::sys
