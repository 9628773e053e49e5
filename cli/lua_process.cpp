#include "cli/lua_process.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace dial::cli {
namespace {

constexpr int kPatienceMs = 15'000;  // it ends itself when it computes for a second

bool is_ready(int descriptor, short events) {
  pollfd wanted{.fd = descriptor, .events = events, .revents = 0};
  int count = 0;
  do {
    count = ::poll(&wanted, 1, kPatienceMs);
  } while (count < 0 && errno == EINTR);
  return count > 0;
}

}  // namespace

std::expected<Buffer, std::string> LuaProcess::talk(Octets octets) {
  if (!process_) {
    auto started = sys::ChildProcess::spawn(program_);
    if (!started) return std::unexpected(started.error().context);
    process_.emplace(std::move(*started));
  }
  if (auto failed = write(octets)) return std::unexpected(std::move(*failed));
  return read();
}

std::optional<std::string> LuaProcess::write(Octets octets) {
  while (!octets.empty()) {
    if (!is_ready(process_->descriptor(), POLLOUT)) return "the interpreter takes nothing";
    const auto count = ::send(process_->descriptor(), octets.data(), octets.size(), MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN && errno != EINTR) return end_text();
    if (count > 0) octets = octets.subspan(static_cast<std::size_t>(count));
  }
  return std::nullopt;
}

std::expected<Buffer, std::string> LuaProcess::read() {
  std::array<std::uint8_t, 4096> space;
  for (;;) {
    if (!is_ready(process_->descriptor(), POLLIN))
      return std::unexpected("the interpreter does not answer");
    const auto count = ::recv(process_->descriptor(), space.data(), space.size(), 0);
    if (count > 0) return Buffer(space.begin(), space.begin() + count);
    if (count == 0 || (errno != EAGAIN && errno != EINTR)) return std::unexpected(end_text());
  }
}

std::string LuaProcess::end_text() {
  const std::string how = process_->end();
  return "the interpreter of the script ended" + (how.empty() ? how : " (" + how + ")");
}

}  // namespace dial::cli
