#pragma once

#include <doctest/doctest.h>
#include <uv.h>

#include <functional>

namespace dial::uv {

// A loop that must close cleanly at the end of the case, and that no wait runs for ever.
class TestLoop {
 public:
  TestLoop() { uv_loop_init(&loop_); }
  TestLoop(const TestLoop&) = delete;
  TestLoop& operator=(const TestLoop&) = delete;
  ~TestLoop() {
    uv_run(&loop_, UV_RUN_DEFAULT);
    CHECK(uv_loop_close(&loop_) == 0);
  }

  operator uv_loop_t*() { return &loop_; }

  // Runs until the condition holds; false if it does not within ten seconds.
  bool run_until(const std::function<bool()>& is_true) {
    Wait wait{is_true};
    auto* limit = new uv_timer_t;
    uv_timer_init(&loop_, limit);
    limit->data = &wait;
    const auto expire = [](uv_timer_t* timer) { static_cast<Wait*>(timer->data)->is_over = true; };
    uv_timer_start(limit, expire, 10'000, 0);
    // A timer that fulfils the condition runs before the loop goes to sleep.
    auto* before_sleep = new uv_prepare_t;
    uv_prepare_init(&loop_, before_sleep);
    before_sleep->data = &wait;
    uv_prepare_start(before_sleep, [](uv_prepare_t* prepare) {
      if (static_cast<Wait*>(prepare->data)->is_true()) uv_stop(prepare->loop);
    });
    while (!is_true() && !wait.is_over)
      uv_run(&loop_, UV_RUN_ONCE);
    discard(limit);
    discard(before_sleep);
    return is_true();
  }

  // Everything that is ready now has been handled, and what that made ready, too.
  void settle() {
    for (int turn = 0; turn < 10; ++turn)
      uv_run(&loop_, UV_RUN_NOWAIT);
  }

 private:
  struct Wait {
    const std::function<bool()>& is_true;
    bool is_over = false;
  };
  template <class H>
  static void discard(H* handle) {
    uv_close(reinterpret_cast<uv_handle_t*>(handle),
             [](uv_handle_t* closed) { delete reinterpret_cast<H*>(closed); });
  }

  uv_loop_t loop_;
};

}  // namespace dial::uv
