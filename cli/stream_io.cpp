#include "cli/stream_io.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace dial::cli {
namespace {
bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}
}  // namespace

void do_not_block(int descriptor) {
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

std::optional<bool> read_some(int descriptor, std::string& text) {
  std::array<char, 1024> octets;
  const ssize_t count = ::read(descriptor, octets.data(), octets.size());
  if (count > 0) {
    text.append(octets.data(), static_cast<std::size_t>(count));
    return true;
  }
  if (count < 0 && would_block()) return std::nullopt;
  return false;
}

bool write_some(int descriptor, std::string& text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0) return would_block();
    text.erase(0, static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace dial::cli
