#include "uv/wake.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "unit/uv/loop.hpp"

namespace dial::uv {
namespace {

// Says that it was destroyed, and where.
struct Witness {
  explicit Witness(std::thread::id& where) : destroyed_on(where) {}
  ~Witness() { destroyed_on = std::this_thread::get_id(); }
  std::thread::id& destroyed_on;
};

TEST_SUITE_BEGIN("uv::WakeQueue");

TEST_CASE("a loop has one queue for all its owners, and two loops have two") {
  TestLoop one;
  TestLoop two;
  const auto queue = WakeQueue::get(one);
  CHECK(WakeQueue::get(one) == queue);
  CHECK(WakeQueue::get(two) != queue);
}

TEST_CASE("posted work runs on the loop in the order posted, never inside post") {
  TestLoop loop;
  const auto queue = WakeQueue::get(loop);
  std::vector<int> order;
  for (int number = 0; number < 3; ++number)
    queue->post([&, number] { order.push_back(number); });
  CHECK(order.empty());
  REQUIRE(loop.run_until([&] { return order.size() == 3; }));
  CHECK(order == std::vector{0, 1, 2});
}

TEST_CASE("work posted by work runs on a later turn, after what was posted before") {
  TestLoop loop;
  const auto queue = WakeQueue::get(loop);
  std::vector<int> order;
  queue->post([&] {
    queue->post([&] { order.push_back(2); });
    order.push_back(0);
  });
  queue->post([&] { order.push_back(1); });
  REQUIRE(loop.run_until([&] { return order.size() == 3; }));
  CHECK(order == std::vector{0, 1, 2});
}

TEST_CASE("the work of several threads all runs, each thread's in its order") {
  TestLoop loop;
  const auto queue = WakeQueue::get(loop);
  constexpr int kThreads = 4;
  constexpr int kEach = 5'000;
  int next[kThreads] = {};  // touched on the loop only
  int total = 0;
  bool in_order = true;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int number = 0; number < kEach; ++number) {
        queue->post([&, thread, number] {
          in_order = in_order && next[thread]++ == number;
          ++total;
        });
      }
    });
  }
  CHECK(loop.run_until([&] { return total == kThreads * kEach; }));
  for (auto& thread : threads)
    thread.join();
  CHECK(in_order);
}

TEST_CASE("the queue keeps the loop alive only while it is held, and holds are counted") {
  TestLoop loop;
  const auto queue = WakeQueue::get(loop);
  CHECK(uv_loop_alive(loop) == 0);
  queue->hold();
  queue->hold();
  queue->unhold();
  CHECK(uv_loop_alive(loop) != 0);
  queue->unhold();
  CHECK(uv_loop_alive(loop) == 0);
}

TEST_CASE("a held loop sleeps until another thread posts") {
  TestLoop loop;
  const auto queue = WakeQueue::get(loop);
  queue->hold();
  bool has_run = false;
  std::thread poster([&] {
    queue->post([&] {
      has_run = true;
      queue->unhold();
    });
  });
  uv_run(loop, UV_RUN_DEFAULT);
  poster.join();
  CHECK(has_run);
}

TEST_CASE("work still queued when the last owner lets go is dropped, not run") {
  TestLoop loop;
  std::thread::id where;
  bool has_run = false;
  auto queue = WakeQueue::get(loop);
  queue->post([&, held = std::make_shared<Witness>(where)] { has_run = true; });
  queue.reset();
  uv_run(loop, UV_RUN_DEFAULT);
  CHECK_FALSE(has_run);
  CHECK(where == std::this_thread::get_id());
}

TEST_CASE("the last owner may let go inside work, and what follows is dropped") {
  TestLoop loop;
  auto queue = WakeQueue::get(loop);
  queue->hold();
  int ran = 0;
  queue->post([&] { ++ran; });
  queue->post([&] { queue.reset(); });
  queue->post([&] { ++ran; });
  uv_run(loop, UV_RUN_DEFAULT);  // ends: a hold goes with the queue
  CHECK(ran == 1);
}

TEST_CASE("when the last owner lets go on another thread the loop closes the handle") {
  TestLoop loop;
  std::thread::id where;
  auto queue = WakeQueue::get(loop);
  queue->hold();  // stands for whatever keeps the loop busy
  std::thread other([&, mine = std::exchange(queue, nullptr)]() mutable {
    mine->post([held = std::make_shared<Witness>(where)] {});
    mine.reset();
  });
  uv_run(loop, UV_RUN_DEFAULT);  // ends when the handle is closed
  other.join();
  CHECK(where == std::this_thread::get_id());
}

TEST_CASE("letting go on another thread wakes a sleeping loop, with no work queued") {
  TestLoop loop;
  auto queue = WakeQueue::get(loop);
  queue->hold();
  std::thread other([mine = std::exchange(queue, nullptr)]() mutable { mine.reset(); });
  uv_run(loop, UV_RUN_DEFAULT);
  other.join();
  CHECK(uv_loop_alive(loop) == 0);
}

TEST_CASE("an idle loop closes what another thread left behind when it is swept") {
  TestLoop loop;
  auto queue = WakeQueue::get(loop);
  std::thread([mine = std::exchange(queue, nullptr)]() mutable { mine.reset(); }).join();
  CHECK(uv_loop_alive(loop) == 0);
  WakeQueue::sweep(loop);
}

TEST_CASE("sweeping leaves a queue that is owned alone") {
  TestLoop loop;
  const auto queue = WakeQueue::get(loop);
  WakeQueue::sweep(loop);
  bool has_run = false;
  queue->post([&] { has_run = true; });
  CHECK(loop.run_until([&] { return has_run; }));
}

TEST_CASE("a queue asked for after another thread let the last one go is new and works") {
  TestLoop loop;
  auto queue = WakeQueue::get(loop);
  bool old_ran = false;
  queue->post([&] { old_ran = true; });
  std::thread([mine = std::exchange(queue, nullptr)]() mutable { mine.reset(); }).join();
  queue = WakeQueue::get(loop);
  bool has_run = false;
  queue->post([&] { has_run = true; });
  CHECK(loop.run_until([&] { return has_run; }));
  CHECK_FALSE(old_ran);
}

TEST_CASE("owners that come and go on other threads while the loop works leak nothing") {
  TestLoop loop;
  for (int round = 0; round < 200; ++round) {
    auto queue = WakeQueue::get(loop);
    std::atomic<bool> has_run{false};
    std::thread other([&has_run, mine = queue]() mutable {
      mine->post([&has_run] { has_run = true; });
      mine.reset();
    });
    REQUIRE(loop.run_until([&] { return has_run.load(); }));
    queue.reset();
    other.join();
    uv_run(loop, UV_RUN_NOWAIT);
    WakeQueue::sweep(loop);
  }
}

TEST_CASE(
    "a sender owns nothing: the last owner closes the handle, and what comes later is dropped") {
  TestLoop loop;
  auto queue = WakeQueue::get(loop);
  const WakeSender sender = queue->sender();
  bool has_run = false;
  std::thread([&] { sender.post([&] { has_run = true; }); }).join();
  REQUIRE(loop.run_until([&] { return has_run; }));
  queue.reset();
  uv_run(loop, UV_RUN_NOWAIT);
  CHECK(uv_loop_alive(loop) == 0);

  has_run = false;
  std::thread::id where;
  std::thread::id there;
  std::thread other([&] {
    there = std::this_thread::get_id();
    sender.post([&, held = std::make_shared<Witness>(where)] { has_run = true; });
    CHECK(where == there);  // gone at once, not kept until the sender goes
  });
  other.join();
  uv_run(loop, UV_RUN_NOWAIT);
  CHECK_FALSE(has_run);
}

TEST_CASE("senders on other threads never delay the end of a loop") {
  for (int round = 0; round < 100; ++round) {
    TestLoop loop;  // its end asserts that nothing was open on it
    auto queue = WakeQueue::get(loop);
    std::thread other([sender = queue->sender()] { sender.post([] {}); });
    queue.reset();
    uv_run(loop, UV_RUN_NOWAIT);
    other.join();
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace dial::uv
