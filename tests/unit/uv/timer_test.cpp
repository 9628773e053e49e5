#include "uv/timer.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>

#include "unit/uv/loop.hpp"

namespace dial::uv {
namespace {

using namespace std::chrono_literals;

TEST_SUITE_BEGIN("uv::DeadlineTimer");

TEST_CASE("the loop's time is steady_clock's, at most a millisecond behind") {
  TestLoop loop;
  const auto before = std::chrono::steady_clock::now();
  uv_update_time(loop);
  CHECK(now_on(loop) > before - 5ms);  // libuv may use the coarse clock
  CHECK(now_on(loop) <= std::chrono::steady_clock::now());
}

TEST_CASE("two loops agree on the time") {
  TestLoop one;
  TestLoop two;
  uv_update_time(one);
  uv_update_time(two);
  CHECK(now_on(two) - now_on(one) >= 0ms);
  CHECK(now_on(two) - now_on(one) < 1s);
}

TEST_CASE("a deadline never fires early, between milliseconds neither") {
  for (const auto wait : {0us, 1us, 999us, 1000us, 1001us, 2500us, 20'001us}) {
    CAPTURE(wait.count());
    TestLoop loop;
    const auto deadline = now_on(loop) + wait;
    std::optional<TimePoint> fired_at;
    DeadlineTimer timer(loop, [&] { fired_at = now_on(loop); });
    timer.set(deadline);
    REQUIRE(loop.run_until([&] { return fired_at.has_value(); }));
    CHECK(*fired_at >= deadline);
  }
}

TEST_CASE("a deadline in the past fires on the next turn and not inside set") {
  TestLoop loop;
  int fired = 0;
  DeadlineTimer timer(loop, [&] { ++fired; });
  timer.set(now_on(loop) - 1h);
  CHECK(fired == 0);
  uv_run(loop, UV_RUN_NOWAIT);
  CHECK(fired == 1);
}

TEST_CASE("a deadline fires once") {
  TestLoop loop;
  int fired = 0;
  DeadlineTimer timer(loop, [&] { ++fired; });
  timer.set(now_on(loop));
  uv_run(loop, UV_RUN_DEFAULT);
  loop.settle();
  CHECK(fired == 1);
}

TEST_CASE("the same deadline set again after it fired fires again") {
  TestLoop loop;
  int fired = 0;
  DeadlineTimer timer(loop, [&] { ++fired; });
  const auto deadline = now_on(loop);
  timer.set(deadline);
  uv_run(loop, UV_RUN_DEFAULT);
  timer.set(deadline);
  uv_run(loop, UV_RUN_DEFAULT);
  CHECK(fired == 2);
}

TEST_CASE("no deadline stops the timer and lets the loop end") {
  TestLoop loop;
  int fired = 0;
  DeadlineTimer timer(loop, [&] { ++fired; });
  timer.set(now_on(loop) + 1h);
  CHECK(uv_loop_alive(loop) != 0);
  timer.set(std::nullopt);
  CHECK(uv_loop_alive(loop) == 0);
  CHECK(fired == 0);
}

TEST_CASE("a nearer deadline replaces a farther one, and the other way round") {
  TestLoop loop;
  std::optional<TimePoint> fired_at;
  DeadlineTimer timer(loop, [&] { fired_at = now_on(loop); });
  timer.set(now_on(loop) + 1h);
  const auto near = now_on(loop) + 2ms;
  timer.set(near);
  timer.set(near + 10ms);
  REQUIRE(loop.run_until([&] { return fired_at.has_value(); }));
  CHECK(*fired_at >= near + 10ms);
}

TEST_CASE("a timer may be destroyed by its own callback") {
  TestLoop loop;
  std::unique_ptr<DeadlineTimer> timer;
  const auto witness = std::make_shared<int>(0);
  timer = std::make_unique<DeadlineTimer>(loop, [&timer, witness] {
    timer.reset();
    ++*witness;  // what the callback holds is still there
  });
  timer->set(now_on(loop));
  uv_run(loop, UV_RUN_DEFAULT);
  CHECK(*witness == 1);
  CHECK(timer == nullptr);
}

TEST_CASE("a timer destroyed with a deadline set calls nobody") {
  TestLoop loop;
  int fired = 0;
  {
    DeadlineTimer timer(loop, [&] { ++fired; });
    timer.set(now_on(loop));
  }
  uv_run(loop, UV_RUN_DEFAULT);
  CHECK(fired == 0);
}

TEST_SUITE_END();

}  // namespace
}  // namespace dial::uv
