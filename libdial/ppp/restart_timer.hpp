#pragma once

#include <optional>

#include "base/time.hpp"
#include "ppp/options.hpp"

namespace dial::ppp {

// The restart counter and timer of RFC 1661 4.6: how often a packet is still sent, and when.
// The interval doubles after each unanswered transmission up to Timers::restart_limit.
class RestartTimer {
 public:
  explicit RestartTimer(const Timers& timers);

  void initialize(unsigned transmissions);  // RFC 1661 4.4, irc: the first interval again too
  // For Terminate-Requests: the interval of the link's class, whatever use_first_interval() said,
  // so that the end of a link is bounded.
  void initialize_end(unsigned transmissions);
  void zero(TimePoint now);                // zrc: one interval, then no try is left
  void count_transmission(TimePoint now);  // something was sent: one try less, timer restarted
  void restart(TimePoint now);             // the present interval from `now`, no try is counted
  void back_off();                         // the interval passed without an answer
  void stop() { deadline_.reset(); }
  void use_first_interval(Duration interval);  // from the next initialize() on

  bool is_due(TimePoint now) const { return deadline_ && *deadline_ <= now; }
  bool has_tries() const { return tries_ > 0; }
  std::optional<TimePoint> deadline() const { return deadline_; }

 private:
  Duration class_interval_;
  Duration first_interval_;
  Duration limit_;
  Duration interval_;
  unsigned tries_ = 0;
  std::optional<TimePoint> deadline_;
};

}  // namespace dial::ppp
