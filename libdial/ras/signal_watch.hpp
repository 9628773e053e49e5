#pragma once

#include <chrono>
#include <optional>

#include "dial/dialer.hpp"
#include "dial/dispatcher.hpp"
#include "ras/signals.hpp"

namespace dial::ras {

// The watch behind RasConnectionNotification: begins with the first registration, ends with the
// last, and is begun anew when the manager that served it has gone. All members on one thread,
// which turns the dispatcher and calls handle_time().
class SignalWatch {
 public:
  SignalWatch(Dispatcher& dispatcher, DialerOptions options)
      : dispatcher_(dispatcher), options_(std::move(options)) {}

  Result<> add(const Signal& signal);
  void remove(int descriptor);

  // For poll(2): milliseconds until handle_time() has something to do, -1 for never.
  int wait() const;
  void handle_time();

 private:
  using Clock = std::chrono::steady_clock;

  Result<> begin();
  void on_event(const WatchEvent& event);
  void look();
  void end_if_unused();

  Dispatcher& dispatcher_;
  const DialerOptions options_;
  Signals signals_;
  bool is_watching_ = false;
  std::optional<Clock::time_point> due_;
  std::optional<Dialer> dialer_;  // of its own: with it the watch ends
};

}  // namespace dial::ras
