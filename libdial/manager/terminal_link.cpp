#include "manager/terminal_link.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

namespace dial::manager {
namespace {
constexpr std::size_t kReadAtOnce = 1 << 10;  // octets: a person types, or pastes
}

Result<TerminalPair> terminal_pair() {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return std::unexpected(Error{.code = ErrorCode::kNotEnoughMemory,
                                 .layer = Layer::kManager,
                                 .context = "no socket is to be had for a terminal",
                                 .os_error = errno});
  }
  return TerminalPair{.ours = {.descriptor = sys::Fd(ends[0])}, .theirs = sys::Fd(ends[1])};
}

TerminalLink::TerminalLink(uv_loop_t* loop, TerminalStream stream, std::function<void()> ready)
    : descriptor_(std::move(stream.descriptor)),
      received_(std::move(stream.received)),
      unsent_(std::move(stream.unsent)),
      ready_(std::move(ready)),
      poll_(std::make_unique<uv::Poll>(loop, descriptor_.get(), [this](int, int) {
        const auto run = ready_;  // it may destroy this
        run();
      })) {
  ::fcntl(descriptor_.get(), F_SETFL, ::fcntl(descriptor_.get(), F_GETFL) | O_NONBLOCK);
  is_gone_ = poll_->status() != 0;
}

// A Unix socket that is closed with octets unread is a reset connection at the other side
// (unix(7)), and no end-of-file.
TerminalLink::~TerminalLink() {
  poll_.reset();
  ::shutdown(descriptor_.get(), SHUT_RDWR);
  for (int turns = 0; turns < 64 && !read().empty(); ++turns) {
  }
}

Buffer TerminalLink::read() {
  if (!received_.empty()) {
    const auto octets = octets_of(received_);
    Buffer typed(octets.begin(), octets.end());
    received_.clear();
    return typed;
  }
  std::array<std::uint8_t, kReadAtOnce> space;
  ssize_t count = 0;
  do {
    count = ::recv(descriptor_.get(), space.data(), space.size(), MSG_DONTWAIT);
  } while (count < 0 && errno == EINTR);
  if (count > 0) return {space.begin(), space.begin() + count};
  is_gone_ = is_gone_ || count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
  return {};
}

std::size_t TerminalLink::write(Octets octets) {
  if (has_unsent()) unsent_.erase(0, send_some(octets_of(unsent_)));
  return has_unsent() ? 0 : send_some(octets);
}

std::size_t TerminalLink::send_some(Octets octets) {
  if (is_gone_ || octets.empty()) return 0;
  const auto count =
      ::send(descriptor_.get(), octets.data(), octets.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count >= 0) return static_cast<std::size_t>(count);
  is_gone_ = errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
  return 0;
}

bool TerminalLink::is_closed_there() const {
  pollfd watched{.fd = descriptor_.get(), .events = POLLRDHUP, .revents = 0};
  return ::poll(&watched, 1, 0) > 0;
}

void TerminalLink::watch(bool reading, bool writing) {
  poll_->watch((reading ? UV_READABLE : 0) | (writing ? UV_WRITABLE : 0));
}

}  // namespace dial::manager
