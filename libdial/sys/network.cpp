#include "sys/network.hpp"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

namespace dial::sys {
namespace {

struct CloseSocket {
  void operator()(mnl_socket* socket) const { mnl_socket_close(socket); }
};
using Socket = std::unique_ptr<mnl_socket, CloseSocket>;

constexpr std::size_t kBufferSize = 8192;  // MNL_SOCKET_BUFFER_SIZE is a call, at most this
constexpr std::uint32_t kSequence = 1;     // one request per socket

Result<> result_of(int os_error, const std::string& what) {
  if (os_error == 0) return {};
  return std::unexpected(Error{.code = ErrorCode::kIpConfiguration,
                               .layer = Layer::kNetwork,
                               .context = what + ": " + strerror(os_error),
                               .os_error = os_error});
}

// One rtnetlink message and the kernel's answer to it.
class Request {
 public:
  template <class Header>
  Header& start(std::uint16_t type, int flags) {
    message_ = mnl_nlmsg_put_header(buffer_.data());
    message_->nlmsg_type = type;
    message_->nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | NLM_F_ACK | flags);
    message_->nlmsg_seq = kSequence;
    return *static_cast<Header*>(mnl_nlmsg_put_extra_header(message_, sizeof(Header)));
  }
  void put(std::uint16_t attribute, std::uint32_t value) {
    mnl_attr_put_u32(message_, attribute, value);
  }
  void put(std::uint16_t attribute, Ipv4Address address) { put(attribute, htonl(address.value)); }

  int send();  // 0 or errno

 private:
  alignas(nlmsghdr) std::array<char, kBufferSize> buffer_{};
  nlmsghdr* message_ = nullptr;
};

int Request::send() {
  const Socket socket(mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC));
  if (!socket || mnl_socket_bind(socket.get(), 0, MNL_SOCKET_AUTOPID) < 0) return errno;
  if (mnl_socket_sendto(socket.get(), message_, message_->nlmsg_len) < 0) return errno;
  const auto count = mnl_socket_recvfrom(socket.get(), buffer_.data(), buffer_.size());
  if (count < 0) return errno;
  const int verdict = mnl_cb_run(buffer_.data(), static_cast<std::size_t>(count), kSequence,
                                 mnl_socket_get_portid(socket.get()), nullptr, nullptr);
  return verdict < 0 ? errno : 0;
}

// A route to everywhere, out of this interface, marked as ours.
int change_default_route(unsigned index, std::uint32_t metric, std::uint16_t type, int flags) {
  Request request;
  auto& route = request.start<rtmsg>(type, flags);
  route.rtm_family = AF_INET;
  route.rtm_table = RT_TABLE_MAIN;
  route.rtm_protocol = kRouteProtocol;
  route.rtm_scope = RT_SCOPE_LINK;  // the peer is on the link: no gateway
  route.rtm_type = RTN_UNICAST;
  request.put(RTA_OIF, index);
  if (metric != 0) request.put(RTA_PRIORITY, metric);
  return request.send();
}

int delete_default_route(unsigned index, std::uint32_t metric) {
  return change_default_route(index, metric, RTM_DELROUTE, 0);
}

}  // namespace

Result<> set_link_up(const std::string& interface, unsigned mtu) {
  const auto what = "bringing up " + interface;
  const unsigned index = if_nametoindex(interface.c_str());
  if (index == 0) return result_of(errno, what);
  Request request;
  auto& link = request.start<ifinfomsg>(RTM_NEWLINK, 0);
  link.ifi_family = AF_UNSPEC;
  link.ifi_index = static_cast<int>(index);
  link.ifi_flags = IFF_UP;
  link.ifi_change = IFF_UP;
  request.put(IFLA_MTU, mtu);
  return result_of(request.send(), what);
}

Result<> add_point_to_point(const std::string& interface, Ipv4Address local, Ipv4Address remote) {
  const auto what = "giving " + interface + " the address " + to_string(local);
  const unsigned index = if_nametoindex(interface.c_str());
  if (index == 0) return result_of(errno, what);
  Request request;
  auto& address = request.start<ifaddrmsg>(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE);
  address.ifa_family = AF_INET;
  address.ifa_prefixlen = 32;
  address.ifa_index = index;
  // rtnetlink(7): on a point-to-point link IFA_ADDRESS is the far end, IFA_LOCAL ours.
  request.put(IFA_LOCAL, local);
  request.put(IFA_ADDRESS, remote ? remote : local);
  return result_of(request.send(), what);
}

Result<> add_default_route(const std::string& interface, std::uint32_t metric) {
  const auto what = "setting the default route to " + interface;
  const unsigned index = if_nametoindex(interface.c_str());
  if (index == 0) return result_of(errno, what);
  const int create = NLM_F_CREATE | NLM_F_EXCL;
  int problem = change_default_route(index, metric, RTM_NEWROUTE, create);
  if (problem != EEXIST) return result_of(problem, what);
  // EEXIST is about any route of this metric, so it is asked whether that one is ours. Replacing
  // (NLM_F_REPLACE) would take away somebody else's.
  if (delete_default_route(index, metric) == 0) {
    problem = change_default_route(index, metric, RTM_NEWROUTE, create);
  }
  return result_of(problem, what + " (another one has the metric " + std::to_string(metric) + ")");
}

Result<> remove_default_route(const std::string& interface, std::uint32_t metric) {
  const unsigned index = if_nametoindex(interface.c_str());
  if (index == 0) return {};  // the route went with its interface
  const int problem = delete_default_route(index, metric);
  const bool is_gone = problem == ESRCH || problem == ENODEV;
  return result_of(is_gone ? 0 : problem, "removing the default route to " + interface);
}

}  // namespace dial::sys
