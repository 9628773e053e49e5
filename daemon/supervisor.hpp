#pragma once

#include <uv.h>

#include <optional>
#include <string>

#include "uv/timer.hpp"

namespace dial::daemon {

// What diald says to whoever started it, by the protocol of sd_notify(3). Under another supervisor,
// or at a terminal, nobody listens and nothing is said. The loop's thread.
class Supervisor {
 public:
  // Where a watchdog is wanted (WATCHDOG_USEC), tells from the loop that it still turns.
  explicit Supervisor(uv_loop_t* loop);

  void ready(const std::string& status);
  void status(const std::string& text);
  // ready() ends it.
  void reloading();
  void stopping();  // or restarting

 private:
  void feed_watchdog();

  uv_loop_t* loop_;
  Duration period_{0};
  std::optional<uv::DeadlineTimer> watchdog_;
};

}  // namespace dial::daemon
