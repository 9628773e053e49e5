#include "sys/child_process.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

using dial::ErrorCode;
using dial::sys::ChildProcess;
using dial::sys::Fd;

namespace {

constexpr int kSoon = 10'000;  // milliseconds

// What comes until the text ends so, or nothing more comes.
std::string read_until(int descriptor, std::string_view end) {
  std::string text;
  std::array<char, 4'096> space;
  while (!text.ends_with(end)) {
    pollfd ready{.fd = descriptor, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, kSoon) != 1) return text + " and nothing more";
    const auto count = ::recv(descriptor, space.data(), space.size(), 0);
    if (count <= 0) return text + " and its end";
    text.append(space.data(), static_cast<std::size_t>(count));
  }
  return text;
}

void say(int descriptor, std::string_view text) {
  REQUIRE(::send(descriptor, text.data(), text.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(text.size()));
}

}  // namespace

TEST_SUITE("sys::ChildProcess") {
  TEST_CASE("a program that is not there is an error with its name") {
    const auto child = ChildProcess::spawn("/nowhere/dial-lua");
    REQUIRE_FALSE(child);
    CHECK(child.error().code == ErrorCode::kUnknown);
    CHECK(child.error().context.find("/nowhere/dial-lua: No such file") != std::string::npos);
  }

  TEST_CASE("a child has a socket, and nothing else of its parent") {
    const Fd other(::open("/dev/null", O_RDONLY));  // not close-on-exec
    REQUIRE(::setenv("DIAL_TEST_SECRET", "x", 1) == 0);
    auto child = ChildProcess::spawn("/bin/sh");
    REQUIRE(child);
    say(child->descriptor(), "echo \"[$DIAL_TEST_SECRET]\" >&0\n");
    CHECK(read_until(child->descriptor(), "]\n") == "[]\n");
    say(child->descriptor(), "[ -e /proc/$$/fd/" + std::to_string(other.get()) +
                                 " ] && echo open. >&0 || echo closed. >&0\n");
    CHECK(read_until(child->descriptor(), ".\n") == "closed.\n");
    ::unsetenv("DIAL_TEST_SECRET");
  }

  TEST_CASE("a child is killed with its owner, whatever it is doing") {
    auto child = ChildProcess::spawn("/bin/sh");
    REQUIRE(child);
    say(child->descriptor(), "trap '' TERM HUP INT; echo begun >&0; while :; do :; done\n");
    CHECK(read_until(child->descriptor(), "begun\n") == "begun\n");
    const Fd socket(::dup(child->descriptor()));
    {
      const ChildProcess gone = std::move(*child);
    }
    CHECK(read_until(socket.get(), "nothing of it") == " and its end");
  }

  TEST_CASE("with its owner goes what a child has started, too") {
    auto child = ChildProcess::spawn("/bin/sh");
    REQUIRE(child);
    say(child->descriptor(), "exec 3>&0; sleep 20 >&3 & echo begun >&3\n");
    CHECK(read_until(child->descriptor(), "begun\n") == "begun\n");
    const Fd socket(::dup(child->descriptor()));
    {
      const ChildProcess gone = std::move(*child);
    }
    CHECK(read_until(socket.get(), "nothing of it") == " and its end");
  }

  TEST_CASE("how a child ended is told once it has") {
    auto child = ChildProcess::spawn("/bin/sh");
    REQUIRE(child);
    CHECK(child->end().empty());
    say(child->descriptor(), "exit 3\n");
    CHECK(read_until(child->descriptor(), "nothing of it") == " and its end");
    std::string how;
    for (int i = 0; i < kSoon && (how = child->end()).empty(); ++i)
      ::poll(nullptr, 0, 1);  // it closes its socket before it has ended
    CHECK(how == "status 3");
    CHECK(child->end().empty());
  }
}
