#include "sys/netlink.hpp"

#include <fcntl.h>
#include <libmnl/libmnl.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "sys/name_space.hpp"

namespace dial::sys {
namespace {

constexpr std::size_t kBufferSize = 32768;  // of an answer: as large as the kernel makes one
constexpr std::uint32_t kSequence = 1;      // requests are one after the other

Error failure(const std::string& what, int os_error) {
  return {.code = ErrorCode::kIpConfiguration,
          .layer = Layer::kNetwork,
          .context = what + ": " + strerror(os_error),
          .os_error = os_error};
}

int hand_on(const nlmsghdr* message, void* each) {
  (*static_cast<const std::function<void(const nlmsghdr&)>*>(each))(*message);
  return MNL_CB_OK;
}

}  // namespace

void* NetlinkMessage::start(std::uint16_t type, int flags, std::size_t header_size) {
  message_ = mnl_nlmsg_put_header(buffer_.data());
  message_->nlmsg_type = type;
  message_->nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
  message_->nlmsg_seq = kSequence;
  return mnl_nlmsg_put_extra_header(message_, header_size);
}

void NetlinkMessage::put(std::uint16_t attribute, std::uint32_t value) {
  mnl_attr_put_u32(message_, attribute, value);
}

void NetlinkMessage::put(std::uint16_t attribute, std::string_view text) {
  mnl_attr_put(message_, attribute, text.size(),
               text.data());  // the longest have no room for a NUL
}

void NetlinkMessage::begin_nest(std::uint16_t attribute) {
  nest_ = mnl_attr_nest_start(message_, attribute);
}

void NetlinkMessage::end_nest() {
  mnl_attr_nest_end(message_, nest_);
}

void Netlink::Close::operator()(mnl_socket* socket) const {
  mnl_socket_close(socket);
}

Result<Netlink> Netlink::open() {
  return bind(Netlink(mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC)));
}

Result<Netlink> Netlink::adopt(Fd socket) {
  // Answers are waited for, and are there at once.
  ::fcntl(socket.get(), F_SETFL, 0);
  Netlink netlink(mnl_socket_fdopen(socket.get()));
  if (netlink.socket_) socket.release();
  return bind(std::move(netlink));
}

Result<Netlink> Netlink::bind(Netlink netlink) {
  if (!netlink.socket_ || mnl_socket_bind(netlink.socket_.get(), 0, MNL_SOCKET_AUTOPID) < 0)
    return std::unexpected(failure("a socket to the kernel's network", errno));
  // Dumps are of what was asked for; an older kernel gives more, and the caller looks again.
  int on = 1;
  mnl_socket_setsockopt(netlink.socket_.get(), NETLINK_GET_STRICT_CHK, &on, sizeof on);
  return netlink;
}

Result<Netlink> Netlink::open_in(int name_space) {
  return in_name_space(name_space, open);
}

int Netlink::send(NetlinkMessage& message) const {
  message.header()->nlmsg_flags |= NLM_F_ACK;
  return ask(message, [](const nlmsghdr&) {});
}

int Netlink::ask(NetlinkMessage& message, const std::function<void(const nlmsghdr&)>& each) const {
  mnl_socket* socket = socket_.get();
  if (mnl_socket_sendto(socket, message.header(), message.header()->nlmsg_len) < 0) return errno;
  alignas(nlmsghdr) std::array<char, kBufferSize> buffer;
  const bool is_acknowledged = (message.header()->nlmsg_flags & NLM_F_ACK) != 0;
  const bool is_dump = (message.header()->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
  while (true) {
    const auto count = mnl_socket_recvfrom(socket, buffer.data(), buffer.size());
    if (count < 0) return errno;
    const int verdict = mnl_cb_run(buffer.data(), static_cast<std::size_t>(count), kSequence,
                                   mnl_socket_get_portid(socket), hand_on,
                                   const_cast<std::function<void(const nlmsghdr&)>*>(&each));
    if (verdict < 0) return errno;
    if (verdict == MNL_CB_STOP || (!is_dump && !is_acknowledged)) return 0;
  }
}

}  // namespace dial::sys
