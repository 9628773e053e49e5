#include "uv/timer.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

namespace dial::uv {

TimePoint now_on(const uv_loop_t* loop) {
  // libuv counts in milliseconds of CLOCK_MONOTONIC (uv_hrtime), which is steady_clock's source.
  return TimePoint(std::chrono::milliseconds(uv_now(loop)));
}

DeadlineTimer::DeadlineTimer(uv_loop_t* loop, std::function<void()> fired)
    : timer_(new uv_timer_t), fired_(std::move(fired)) {
  uv_timer_init(loop, timer_.get());  // cannot fail (libuv, uv_timer_init)
  timer_->data = this;
}

void DeadlineTimer::set(std::optional<TimePoint> deadline) {
  if (deadline == deadline_) return;
  deadline_ = deadline;
  ask_for_turn(timer_->loop);
  if (!deadline) {
    uv_timer_stop(timer_.get());
    return;
  }
  // Rounded up: the core would find nothing due and the driver would spin.
  const auto wait =
      std::chrono::ceil<std::chrono::milliseconds>(*deadline - now_on(timer_->loop)).count();
  uv_timer_start(
      timer_.get(),
      [](uv_timer_t* timer) {
        if (timer->data != nullptr) static_cast<DeadlineTimer*>(timer->data)->handle_fired();
      },
      static_cast<std::uint64_t>(std::max<std::int64_t>(wait, 0)), 0);
}

void DeadlineTimer::handle_fired() {
  deadline_.reset();
  const auto fired = fired_;  // it may destroy the timer
  fired();
}

}  // namespace dial::uv
