#include "uv/poll.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>

#include "unit/uv/loop.hpp"

namespace dial::uv {
namespace {

struct SocketPair {
  SocketPair() { REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0); }
  ~SocketPair() {
    close(ends[0]);
    close(ends[1]);
  }
  void send() { REQUIRE(write(ends[1], "x", 1) == 1); }
  int ends[2];
};

TEST_SUITE_BEGIN("uv::Poll");

TEST_CASE("nothing is reported until it is watched for") {
  TestLoop loop;
  SocketPair pair;
  int calls = 0;
  Poll poll(loop, pair.ends[0], [&](int, int) { ++calls; });
  pair.send();
  loop.settle();
  CHECK(calls == 0);
}

TEST_CASE("a readable descriptor is reported as readable only") {
  TestLoop loop;
  SocketPair pair;
  int seen = 0;
  Poll poll(loop, pair.ends[0], [&](int status, int events) {
    CHECK(status == 0);
    seen |= events;
    poll.watch(0);
  });
  poll.watch(UV_READABLE);
  pair.send();
  REQUIRE(loop.run_until([&] { return seen != 0; }));
  CHECK(seen == UV_READABLE);
}

TEST_CASE("watching nothing stops it, and watching again resumes") {
  TestLoop loop;
  SocketPair pair;
  int calls = 0;
  Poll poll(loop, pair.ends[0], [&](int, int) { ++calls; });
  poll.watch(UV_READABLE);
  poll.watch(0);
  pair.send();
  loop.settle();
  CHECK(calls == 0);
  poll.watch(UV_READABLE);
  CHECK(loop.run_until([&] { return calls > 0; }));
}

TEST_CASE("a Poll may be destroyed by its own callback") {
  TestLoop loop;
  SocketPair pair;
  std::unique_ptr<Poll> poll;
  const auto witness = std::make_shared<int>(0);
  poll = std::make_unique<Poll>(loop, pair.ends[0], [&poll, witness](int, int) {
    poll.reset();
    ++*witness;
  });
  poll->watch(UV_READABLE);
  pair.send();
  uv_run(loop, UV_RUN_DEFAULT);  // ends, since the handle is gone
  CHECK(*witness == 1);
}

TEST_CASE(
    "a descriptor that cannot be watched is told by the status, and watching it is harmless") {
  TestLoop loop;
  const int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);  // epoll refuses regular files
  Poll poll(loop, file, [](int, int) { FAIL("called"); });
  CHECK(poll.status() == UV_EPERM);
  poll.watch(UV_READABLE);
  uv_run(loop, UV_RUN_DEFAULT);
  close(file);
}

TEST_SUITE_END();

}  // namespace
}  // namespace dial::uv
