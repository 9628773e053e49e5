#include "ppp/echo_monitor.hpp"

namespace dial::ppp {

EchoMonitor::EchoMonitor(Duration interval, unsigned failures)
    : interval_(interval), failures_(failures) {}

void EchoMonitor::start(TimePoint now, unsigned unanswered) {
  unanswered_ = unanswered;
  if (interval_ > Duration(0) && failures_ > 0) deadline_ = now + interval_;
}

EchoMonitor::Due EchoMonitor::handle_timeout(TimePoint now) {
  if (!deadline_ || now < *deadline_) return Due::kNothing;
  if (unanswered_ >= failures_) {
    stop();
    return Due::kDead;
  }
  ++unanswered_;
  deadline_ = now + interval_;
  return Due::kSendRequest;
}

}  // namespace dial::ppp
