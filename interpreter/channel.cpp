#include "interpreter/channel.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "interpreter/turn_clock.hpp"

namespace dial::interpreter {
namespace {

constexpr std::size_t kReadAtOnce = 4'096;

[[noreturn]] void end() {
  ::_exit(EXIT_FAILURE);
}

std::size_t checked(ssize_t count) {
  if (count > 0) return static_cast<std::size_t>(count);
  if (count == 0 || errno != EINTR) end();
  return 0;
}

}  // namespace

lua::Command Channel::receive() {
  std::array<std::uint8_t, kReadAtOnce> space;
  for (;;) {
    if (const auto frame = frames_.poll_frame()) {
      auto command = lua::decode_command(*frame);
      if (!command) end();
      return std::move(*command);
    }
    if (frames_.is_broken()) end();
    const std::size_t count = checked(::read(STDIN_FILENO, space.data(), space.size()));
    frames_.handle_input(Octets(space).first(count));
  }
}

void Channel::send(const lua::Request& request) {
  const Buffer frame = lua::encode(request);
  Octets rest = frame;
  while (!rest.empty())
    rest = rest.subspan(checked(::write(STDIN_FILENO, rest.data(), rest.size())));
}

lua::Command Channel::call(const lua::Request& request) {
  turn_clock::stop();
  send(request);
  lua::Command answer = receive();
  turn_clock::start();
  return answer;
}

}  // namespace dial::interpreter
