#pragma once

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>

#include "base/bytes.hpp"
#include "script/lua_frames.hpp"
#include "sys/child_process.hpp"

namespace dial::test {

// A real dial-lua that a test talks to in turn: each frame has one frame for an answer.
class LuaProcess {
 public:
  LuaProcess() : process_(spawned()) {}

  // Nothing: it has ended.
  Buffer converse(Octets frame) {
    REQUIRE(::send(process_.descriptor(), frame.data(), frame.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(frame.size()));
    script::lua::FrameReader reader;
    std::array<std::uint8_t, 65'536> space;
    Buffer answer;
    while (!reader.poll_frame()) {
      pollfd ready{.fd = process_.descriptor(), .events = POLLIN, .revents = 0};
      REQUIRE_MESSAGE(::poll(&ready, 1, 20'000) == 1, "the interpreter does not answer");
      const auto count = ::recv(process_.descriptor(), space.data(), space.size(), 0);
      if (count <= 0) return {};
      const auto octets = Octets(space).first(static_cast<std::size_t>(count));
      reader.handle_input(octets);
      ByteWriter(answer).bytes(octets);
    }
    return answer;
  }

 private:
  static sys::ChildProcess spawned() {
    auto process = sys::ChildProcess::spawn(DIAL_LUA);
    REQUIRE(process);
    return std::move(*process);
  }

  sys::ChildProcess process_;
};

}  // namespace dial::test
