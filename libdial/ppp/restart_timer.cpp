#include "ppp/restart_timer.hpp"

#include <algorithm>

namespace dial::ppp {

RestartTimer::RestartTimer(const Timers& timers)
    : class_interval_(std::max(timers.restart, Duration(1))),
      first_interval_(class_interval_),
      limit_(std::max(timers.restart_limit, first_interval_)),
      interval_(first_interval_) {}

void RestartTimer::initialize(unsigned transmissions) {
  tries_ = transmissions;
  interval_ = first_interval_;
}

void RestartTimer::initialize_end(unsigned transmissions) {
  tries_ = transmissions;
  interval_ = class_interval_;
}

void RestartTimer::zero(TimePoint now) {
  initialize_end(0);
  restart(now);
}

void RestartTimer::count_transmission(TimePoint now) {
  if (tries_ > 0) --tries_;
  restart(now);
}

void RestartTimer::restart(TimePoint now) {
  deadline_ = now + interval_;
}

void RestartTimer::back_off() {
  interval_ = std::min(interval_ * 2, limit_);
}

void RestartTimer::use_first_interval(Duration interval) {
  first_interval_ = std::clamp(interval, Duration(1), limit_);
}

}  // namespace dial::ppp
