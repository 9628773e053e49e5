#pragma once

#include <optional>

#include "base/time.hpp"

namespace dial::ppp {

// LCP keep-alive (RFC 1661 5.8): says when an Echo-Request is due and when so many went without an
// answer that the link is dead. An interval of 0 switches it off.
class EchoMonitor {
 public:
  enum class Due { kNothing, kSendRequest, kDead };

  EchoMonitor(Duration interval, unsigned failures);

  void start(TimePoint now, unsigned unanswered = 0);
  void stop() { deadline_.reset(); }
  unsigned unanswered() const { return unanswered_; }
  void handle_reply() { unanswered_ = 0; }
  Due handle_timeout(TimePoint now);  // early or repeated calls are due nothing
  std::optional<TimePoint> poll_timeout() const { return deadline_; }

 private:
  Duration interval_;
  unsigned failures_;
  unsigned unanswered_ = 0;
  std::optional<TimePoint> deadline_;
};

}  // namespace dial::ppp
