#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "dial/types.hpp"

namespace dial::cli {

// Shows how a dial gets on: one line per state, with the time spent in it.
//
// On a terminal the line of the present state is updated in place; elsewhere a line is written
// when a state is entered, with the time since the dial began. Pure: after each call take
// poll_output(), write it as it is, and read poll_timeout() again.
class Progress {
 public:
  enum class Style : std::uint8_t { kTerminal, kPlain };

  // `columns`: the terminal's width; a longer line would wrap and could not be updated.
  Progress(Style style, std::size_t columns) : style_(style), columns_(columns) {}

  void begin(TimePoint now) { started_ = now; }
  // A state entered, or failed. `status` is what is known by now; null if nothing is.
  void handle_notification(const Notification& notification, const ConnectionStatus* status,
                           TimePoint now);
  // Between two dials: counts down to the next one, and says why the last one failed. May be told
  // again whenever more is known. The next state takes its line.
  void handle_wait(const ConnectionStatus& status, TimePoint now);
  void handle_timeout(TimePoint now);
  // Something else is to be written: ends the present line. The next state begins a new one.
  void interrupt(TimePoint now);
  void set_columns(std::size_t columns) { columns_ = columns; }

  [[nodiscard]] std::string poll_output();
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const;

  std::chrono::milliseconds elapsed(TimePoint now) const;  // since the dial began

 private:
  struct Current {
    State state;
    TimePoint since;
    std::string detail;                       // safe for a terminal
    std::optional<TimePoint> next_dial = {};  // of a wait, which is of no state
  };

  void enter(const Notification& notification, const ConnectionStatus* status, TimePoint now);
  void fail(const Notification& notification, TimePoint now);
  void draw(TimePoint now);
  void finish(TimePoint now);
  std::string line(TimePoint now) const;

  Style style_;
  std::size_t columns_;
  TimePoint started_;
  std::string failure_;             // why the last dial failed
  bool is_waiting_ = false;         // plain: the wait has been told
  std::string waits_for_;           // and what it is for
  std::optional<Current> current_;  // terminal only: the line that is still being updated
  TimePoint drawn_;                 // when it was last
  std::string output_;
};

}  // namespace dial::cli
