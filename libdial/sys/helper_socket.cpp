// The packets of helper_message.hpp on a socket.
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "sys/helper_message.hpp"

namespace dial::sys::helper {
namespace {

constexpr std::size_t kControlRoom = CMSG_SPACE(kMostDescriptors * sizeof(int));

// A message of one buffer, with room for descriptors beside it.
struct Message {
  Message(void* octets, std::size_t count) : part{.iov_base = octets, .iov_len = count} {
    header.msg_iov = &part;
    header.msg_iovlen = 1;
  }
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;

  iovec part;
  alignas(cmsghdr) std::array<char, kControlRoom> control{};
  msghdr header{};
};

// All of them, so that none is lost whatever is wrong with the packet.
std::vector<Fd> descriptors_in(msghdr& header) {
  std::vector<Fd> found;
  for (cmsghdr* one = CMSG_FIRSTHDR(&header); one != nullptr; one = CMSG_NXTHDR(&header, one)) {
    if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (one->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int descriptor = -1;
      std::memcpy(&descriptor, CMSG_DATA(one) + i * sizeof(int), sizeof descriptor);
      found.emplace_back(descriptor);
    }
  }
  return found;
}

}  // namespace

bool send_packet(int socket, std::string_view text, std::span<const int> descriptors) {
  if (text.empty() || text.size() > kMostOctets || descriptors.size() > kMostDescriptors) {
    errno = EMSGSIZE;
    return false;
  }
  Message message(const_cast<char*>(text.data()), text.size());
  if (!descriptors.empty()) {
    message.header.msg_control = message.control.data();
    message.header.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    cmsghdr* rights = CMSG_FIRSTHDR(&message.header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(rights), descriptors.data(), descriptors.size_bytes());
  }
  const auto count = ::sendmsg(socket, &message.header, MSG_NOSIGNAL | MSG_DONTWAIT);
  return count == static_cast<ssize_t>(text.size());
}

bool receive_packet(int socket, Packet& packet) {
  std::string text(kMostOctets, '\0');
  Message message(text.data(), text.size());
  message.header.msg_control = message.control.data();
  message.header.msg_controllen = message.control.size();
  const auto count = ::recvmsg(socket, &message.header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (count < 0) return false;
  packet.descriptors = descriptors_in(message.header);
  if ((message.header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
    errno = EMSGSIZE;
    return false;
  }
  if (count == 0) {
    errno = ENODATA;
    return false;
  }
  text.resize(static_cast<std::size_t>(count));
  packet.text = std::move(text);
  return true;
}

}  // namespace dial::sys::helper
