#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string_view>
#include <vector>

#include "helper/serve.hpp"
#include "sys/helper_message.hpp"

// One request to dial-helper, which serves it in a process of its own.
namespace dial::test {

struct Answer {
  sys::helper::Reply reply;
  std::vector<sys::Fd> descriptors;
  bool is_there = false;
};

inline helper::Settings our_settings() {
  return {.client = ::geteuid()};
}

// What a helper with these settings says to a packet.
inline Answer ask_raw(const helper::Settings& settings, std::string_view packet,
                      const std::vector<int>& descriptors = {}) {
  std::array<int, 2> ends{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) == 0);
  sys::Fd ours(ends[0]);
  sys::Fd theirs(ends[1]);
  const pid_t child = ::fork();
  if (child == 0) {
    ours.reset();
    helper::serve(settings, theirs);
    ::_exit(0);
  }
  theirs.reset();
  if (!packet.empty()) REQUIRE(sys::helper::send_packet(ours.get(), packet, descriptors));
  pollfd watched{.fd = ours.get(), .events = POLLIN, .revents = 0};
  REQUIRE(::poll(&watched, 1, 20'000) == 1);
  sys::helper::Packet answer;
  Answer result;
  result.is_there = sys::helper::receive_packet(ours.get(), answer);
  if (result.is_there) {
    auto reply = sys::helper::parse_reply(answer.text);
    REQUIRE(reply);
    result.reply = *reply;
    result.descriptors = std::move(answer.descriptors);
  }
  ours.reset();
  ::waitpid(child, nullptr, 0);
  return result;
}

inline Answer ask(const helper::Settings& settings, const sys::helper::Request& request,
                  const std::vector<int>& descriptors = {}) {
  return ask_raw(settings, sys::helper::to_packet(request), descriptors);
}

inline ErrorCode code(const helper::Settings& settings, const sys::helper::Request& request,
                      const std::vector<int>& descriptors = {}) {
  return ask(settings, request, descriptors).reply.error.code;
}

inline sys::Fd our_network() {
  return sys::Fd(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
}

}  // namespace dial::test
