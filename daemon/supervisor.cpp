#include "supervisor.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <chrono>

namespace dial::daemon {

Supervisor::Supervisor(uv_loop_t* loop) : loop_(loop) {
  std::uint64_t limit = 0;  // µs
  if (sd_watchdog_enabled(0, &limit) <= 0) return;
  // sd_watchdog_enabled(3): half of the limit, so that one late turn does no harm.
  const std::chrono::microseconds half(limit / 2);
  period_ = std::max(Duration(1), std::chrono::duration_cast<Duration>(half));
  watchdog_.emplace(loop, [this] { feed_watchdog(); });
  feed_watchdog();
}

void Supervisor::feed_watchdog() {
  sd_notify(0, "WATCHDOG=1");
  watchdog_->set(uv::now_on(loop_) + period_);
}

void Supervisor::ready(const std::string& status) {
  sd_notifyf(0, "READY=1\nSTATUS=%s", status.c_str());
}

void Supervisor::status(const std::string& text) {
  sd_notifyf(0, "STATUS=%s", text.c_str());
}

// The clock of MONOTONIC_USEC is CLOCK_MONOTONIC, which is steady_clock here.
void Supervisor::reloading() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(since).count();
  sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", static_cast<long long>(now));
}

void Supervisor::stopping() {
  sd_notify(0, "STOPPING=1");
}

}  // namespace dial::daemon
