#include "rpc/blocking_channel.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace dial::rpc {
namespace {

constexpr std::size_t kReadAtOnce = 64 << 10;  // octets

int milliseconds_until(Deadline deadline) {
  if (!deadline) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000'000));
}

Result<> wait_for(const Socket& socket, short events, Deadline deadline) {
  for (;;) {
    pollfd watched{.fd = socket.descriptor(), .events = events, .revents = 0};
    const int ready = ::poll(&watched, 1, milliseconds_until(deadline));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return std::unexpected(lost_connection(std::strerror(errno)));
    if (deadline && Clock::now() >= *deadline)
      return std::unexpected(lost_connection("the daemon does not answer in time"));
  }
}

}  // namespace

Deadline deadline_in(std::chrono::milliseconds limit) {
  // A limit far beyond any life would overflow the sum.
  return Clock::now() + std::min<std::chrono::milliseconds>(limit, std::chrono::hours(24 * 365));
}

Error lost_connection(const std::string& why) {
  return {.code = ErrorCode::kServiceNotReachable, .layer = Layer::kService, .context = why};
}

Result<> wait_until_readable(const Socket& socket, Deadline deadline) {
  return wait_for(socket, POLLIN, deadline);
}

Result<> send_all(const Socket& socket, std::string_view text, Deadline deadline) {
  while (!text.empty()) {
    const Transfer sent = send_some(socket, text);
    switch (sent.outcome) {
      case Transfer::Outcome::kMoved:
        text.remove_prefix(sent.octets);
        break;
      case Transfer::Outcome::kWouldBlock:
        if (auto ready = wait_for(socket, POLLOUT, deadline); !ready) return ready;
        break;
      case Transfer::Outcome::kEnded:
        return std::unexpected(lost_connection("the daemon closed the connection"));
    }
  }
  return {};
}

Result<Reply> receive_reply(const Socket& socket, MessageSplitter& splitter, Deadline deadline) {
  std::array<std::uint8_t, kReadAtOnce> space;
  for (;;) {
    if (const auto message = splitter.poll_message()) {
      if (auto reply = parse_reply(*message)) return std::move(*reply);
      return std::unexpected(lost_connection("the answer is no Varlink reply"));
    }
    if (splitter.is_overlong()) return std::unexpected(lost_connection("the answer is over 1 MiB"));
    const Transfer got = receive_some(socket, space);
    switch (got.outcome) {
      case Transfer::Outcome::kMoved:
        splitter.handle_input(Octets(space).first(got.octets));
        break;
      case Transfer::Outcome::kWouldBlock:
        if (auto ready = wait_for(socket, POLLIN, deadline); !ready)
          return std::unexpected(std::move(ready.error()));
        break;
      case Transfer::Outcome::kEnded:
        return std::unexpected(lost_connection("the daemon closed the connection"));
    }
  }
}

}  // namespace dial::rpc
