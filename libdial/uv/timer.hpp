#pragma once

#include <functional>
#include <optional>

#include "base/time.hpp"
#include "uv/handle.hpp"

namespace dial::uv {

// The loop's idea of now, as the core counts time. Cached by the loop: update with uv_update_time.
// Whole milliseconds of CLOCK_MONOTONIC, thus the same epoch on every loop and as steady_clock.
TimePoint now_on(const uv_loop_t* loop);

// One deadline of a core object. Set it after every call into the core. Never fires early: when
// `fired` runs, now_on() has reached the deadline. A deadline in the past fires on the next turn
// of the loop, never inside set().
class DeadlineTimer {
 public:
  // `fired` runs on the loop; it may destroy the timer.
  DeadlineTimer(uv_loop_t* loop, std::function<void()> fired);
  DeadlineTimer(const DeadlineTimer&) = delete;  // the handle points back at its owner
  DeadlineTimer& operator=(const DeadlineTimer&) = delete;
  void set(std::optional<TimePoint> deadline);  // nullopt stops; an unmoved deadline costs nothing

 private:
  void handle_fired();

  Handle<uv_timer_t> timer_;
  std::function<void()> fired_;
  std::optional<TimePoint> deadline_;  // set exactly while the timer runs
};

}  // namespace dial::uv
