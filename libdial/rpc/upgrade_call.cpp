#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "rpc/blocking_channel.hpp"
#include "rpc/client.hpp"

namespace dial::rpc {
namespace {

// What is there up to the end of the message, and nothing of what follows it: that is no Varlink.
Result<bool> receive_within_message(const Socket& socket, std::string& message) {
  std::array<char, 4096> space;
  const auto seen = ::recv(socket.descriptor(), space.data(), space.size(), MSG_PEEK);
  if (seen < 0 && (errno == EINTR || errno == EAGAIN)) return false;
  if (seen <= 0) return std::unexpected(lost_connection("the daemon closed the connection"));
  const std::string_view text(space.data(), static_cast<std::size_t>(seen));
  const auto end = text.find('\0');
  const std::size_t wanted = end == std::string_view::npos ? text.size() : end + 1;
  const auto taken = ::recv(socket.descriptor(), space.data(), wanted, 0);
  if (taken < 0 && errno == EINTR) return false;
  if (taken <= 0) return std::unexpected(lost_connection("the daemon closed the connection"));
  message.append(space.data(), static_cast<std::size_t>(taken));
  return message.ends_with('\0');
}

Result<Reply> receive_one_reply(const Socket& socket, Deadline deadline) {
  std::string message;
  for (;;) {
    const auto whole = receive_within_message(socket, message);
    if (!whole) return std::unexpected(whole.error());
    if (*whole) break;
    if (message.size() > kMaxMessage)
      return std::unexpected(lost_connection("the answer is over 1 MiB"));
    if (auto ready = wait_until_readable(socket, deadline); !ready)
      return std::unexpected(ready.error());
  }
  message.pop_back();
  if (auto reply = parse_reply(message)) return std::move(*reply);
  return std::unexpected(lost_connection("the answer is no Varlink reply"));
}

}  // namespace

Result<int> call_upgrade(const std::string& socket_path, Call call,
                         std::chrono::milliseconds limit) {
  call.upgrade = true;
  const Deadline deadline = deadline_in(limit);
  auto socket = connect_to(socket_path, limit);
  if (!socket) return std::unexpected(std::move(socket.error()));
  if (auto sent = send_all(*socket, serialize(call), deadline); !sent)
    return std::unexpected(std::move(sent.error()));
  const auto reply = receive_one_reply(*socket, deadline);
  if (!reply) return std::unexpected(reply.error());
  if (!reply->error.empty()) return std::unexpected(error_of(*reply));
  const int flags = ::fcntl(socket->descriptor(), F_GETFL);
  ::fcntl(socket->descriptor(), F_SETFL, flags & ~O_NONBLOCK);
  return socket->release();
}

}  // namespace dial::rpc
