#pragma once

#include <arpa/inet.h>
#include <linux/netlink.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "dial/error.hpp"
#include "dial/types.hpp"
#include "sys/fd.hpp"

struct mnl_socket;
struct nlattr;

namespace dial::sys {

// One rtnetlink message (rtnetlink(7)), being put together.
class NetlinkMessage {
 public:
  // `header` is the family's own, as ifinfomsg: put behind the common one, zeroed.
  template <class Header>
  Header& start(std::uint16_t type, int flags) {
    return *static_cast<Header*>(start(type, flags, sizeof(Header)));
  }
  void put(std::uint16_t attribute, std::uint32_t value);
  void put(std::uint16_t attribute, Ipv4Address address) { put(attribute, htonl(address.value)); }
  void put(std::uint16_t attribute, std::string_view text);
  void begin_nest(std::uint16_t attribute);
  void end_nest();

  nlmsghdr* header() { return message_; }

 private:
  void* start(std::uint16_t type, int flags, std::size_t header_size);

  static constexpr std::size_t kSize = 1024;
  alignas(nlmsghdr) std::array<char, kSize> buffer_{};
  nlmsghdr* message_ = nullptr;
  nlattr* nest_ = nullptr;
};

// An rtnetlink socket. Each call is a request and its answer: tens of microseconds, no waiting on
// anything but the kernel. It works in the name space it was opened in, whoever uses it.
class Netlink {
 public:
  // In that of the calling thread. Errors: kIpConfiguration with errno.
  static Result<Netlink> open();
  // In another one, by a descriptor of it; needs CAP_SYS_ADMIN. kAccessDenied if that is missing.
  static Result<Netlink> open_in(int name_space);
  // A netlink socket that somebody else has opened, wherever that was.
  static Result<Netlink> adopt(Fd socket);

  // 0 or errno.
  int send(NetlinkMessage& message) const;
  // Every message of a dump or of an answer; 0 or errno.
  int ask(NetlinkMessage& message, const std::function<void(const nlmsghdr&)>& each) const;

 private:
  struct Close {
    void operator()(mnl_socket* socket) const;
  };
  explicit Netlink(mnl_socket* socket) : socket_(socket) {}
  static Result<Netlink> bind(Netlink netlink);
  std::unique_ptr<mnl_socket, Close> socket_;
};

}  // namespace dial::sys
