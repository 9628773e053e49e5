#include "uv/outside_loop.hpp"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <functional>
#include <vector>

#include "uv/poll.hpp"
#include "uv/timer.hpp"
#include "uv/wake.hpp"

namespace dial::uv {
namespace {

using std::chrono::milliseconds;

struct Turned {
  std::shared_ptr<OutsideLoop> loop = *OutsideLoop::create();
  int wake_ups = 0;

  bool is_readable(milliseconds limit = milliseconds(0)) const {
    pollfd watched{.fd = loop->descriptor(), .events = POLLIN, .revents = 0};
    return ::poll(&watched, 1, static_cast<int>(limit.count())) == 1;
  }
  // Turns the loop when its descriptor is readable and only then, as a program would.
  bool turn_until(const std::function<bool()>& holds) {
    while (!holds()) {
      if (!is_readable(milliseconds(10'000))) return false;
      ++wake_ups;
      loop->turn();
    }
    return true;
  }
};

struct Pipe {
  Pipe() { REQUIRE(::pipe(ends.data()) == 0); }
  ~Pipe() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  void write() const { REQUIRE(::write(ends[1], "x", 1) == 1); }
  void read() const {
    char octet = 0;
    REQUIRE(::read(ends[0], &octet, 1) == 1);
  }
  std::array<int, 2> ends{};
};

}  // namespace

TEST_SUITE_BEGIN("uv::OutsideLoop");

TEST_CASE("a loop with nothing to do never makes its descriptor readable") {
  const Turned turned;
  CHECK_FALSE(turned.is_readable(milliseconds(200)));
  turned.loop->turn();
  CHECK_FALSE(turned.is_readable(milliseconds(200)));
}

TEST_CASE("a deadline makes the descriptor readable when it has come, and not before") {
  Turned turned;
  bool fired = false;
  DeadlineTimer timer(turned.loop->loop(), [&] { fired = true; });
  uv_update_time(turned.loop->loop());
  const auto begin = std::chrono::steady_clock::now();
  timer.set(now_on(turned.loop->loop()) + milliseconds(100));
  REQUIRE(turned.turn_until([&] { return fired; }));
  CHECK(std::chrono::steady_clock::now() - begin >=
        milliseconds(99));  // libuv's clock has whole ms
  // Once because the timer was set, once because it has come.
  CHECK(turned.wake_ups <= 2);
  CHECK_FALSE(turned.is_readable(milliseconds(50)));
}

TEST_CASE("a deadline that is moved or stopped does not wake for its old time") {
  Turned turned;
  bool fired = false;
  DeadlineTimer timer(turned.loop->loop(), [&] { fired = true; });
  uv_update_time(turned.loop->loop());
  timer.set(now_on(turned.loop->loop()) + milliseconds(30));
  turned.loop->turn();
  timer.set(std::nullopt);
  REQUIRE(turned.is_readable());  // of the change
  turned.loop->turn();
  CHECK_FALSE(turned.is_readable(milliseconds(100)));
  CHECK_FALSE(fired);
}

TEST_CASE("a descriptor that is watched outside a turn wakes, whether ready before or after") {
  for (const bool before : {false, true}) {
    CAPTURE(before);
    Turned turned;
    const Pipe pipe;
    int calls = 0;
    Poll poll(turned.loop->loop(), pipe.ends[0], [&](int, int) {
      pipe.read();
      ++calls;
    });
    if (before) pipe.write();
    poll.watch(UV_READABLE);
    if (!before) {
      turned.loop->turn();
      CHECK_FALSE(turned.is_readable());
      pipe.write();
    }
    CHECK(turned.turn_until([&] { return calls == 1; }));
    CHECK_FALSE(turned.is_readable());
  }
}

TEST_CASE(
    "what a callback starts wakes too, though it is ready at once and the next starts another") {
  Turned turned;
  std::array<Pipe, 40> pipes;  // more than one turn has rounds
  std::vector<std::unique_ptr<Poll>> polls;
  std::size_t calls = 0;
  std::function<void()> start = [&] {
    const Pipe& pipe = pipes.at(polls.size());
    pipe.write();
    polls.push_back(std::make_unique<Poll>(turned.loop->loop(), pipe.ends[0], [&](int, int) {
      pipes.at(calls++).read();
      if (calls < pipes.size()) start();
    }));
    polls.back()->watch(UV_READABLE);
  };
  start();
  CHECK(turned.turn_until([&] { return calls == pipes.size(); }));
  CHECK_FALSE(turned.is_readable());
}

TEST_CASE("posted work wakes, and what is posted while it runs") {
  Turned turned;
  const auto queue = WakeQueue::get(turned.loop->loop());
  std::vector<int> order;
  queue->post([&] {
    order.push_back(1);
    queue->post([&] { order.push_back(2); });
  });
  CHECK(turned.turn_until([&] { return order.size() == 2; }));
  CHECK_FALSE(turned.is_readable());
}

TEST_CASE("a turn inside a turn does nothing") {
  Turned turned;
  const auto queue = WakeQueue::get(turned.loop->loop());
  bool ran = false;
  queue->post([&] {
    queue->post([&] { ran = true; });
    turned.loop->turn();
    CHECK_FALSE(ran);
  });
  CHECK(turned.turn_until([&] { return ran; }));
}

TEST_CASE("the last owner may let go inside a turn") {
  auto loop = OutsideLoop::create();
  REQUIRE(loop);
  OutsideLoop* raw = loop->get();
  auto queue = WakeQueue::get(raw->loop());
  bool ran = false;
  queue->post([&] {
    queue.reset();
    loop->reset();
    ran = true;
  });
  raw->turn();
  CHECK(ran);
}

TEST_CASE("without descriptors there is an error that says so") {
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  const int first = ::dup(0);
  ::close(first);
  for (rlim_t more = 0; more < 12; ++more) {
    const rlimit tight{.rlim_cur = static_cast<rlim_t>(first) + more, .rlim_max = limit.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &tight) == 0);
    const auto loop = OutsideLoop::create();
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
    if (loop) {
      CHECK(more > 3);
      break;
    }
    CHECK(loop.error().code == ErrorCode::kNotEnoughMemory);
    CHECK(loop.error().os_error == EMFILE);
  }
}

TEST_SUITE_END();

}  // namespace dial::uv
