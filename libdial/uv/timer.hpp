#pragma once

#include <functional>
#include <optional>

#include "base/time.hpp"
#include "uv/handle.hpp"

namespace dial::uv {

// The loop's idea of now, as the core counts time. Cached by the loop: update with uv_update_time.
TimePoint now_on(const uv_loop_t* loop);

// One deadline of a core object. Set it after every call into the core.
class DeadlineTimer {
 public:
  // `fired` runs on the loop; it may destroy the timer.
  DeadlineTimer(uv_loop_t* loop, std::function<void()> fired);
  void set(std::optional<TimePoint> deadline);  // nullopt stops; an unmoved deadline costs nothing

 private:
  Handle<uv_timer_t> timer_;
  std::function<void()> fired_;
  std::optional<TimePoint> deadline_;
};

}  // namespace dial::uv
