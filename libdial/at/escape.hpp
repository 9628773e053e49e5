#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "at/lexer.hpp"
#include "base/bytes.hpp"
#include "base/time.hpp"

namespace dial::at {

// Recovers command mode on a line that may be in data mode: guard time, +++, guard time, then ATH
// (the Hayes escape sequence: no CR after +++; V.250, 6.3.6 for H). Also the way to hang up
// where DTR does not.
//
// Sans-IO, drained like Dialogue. The owner sends nothing else while it runs. Done after
// 2 * guard + 2 * answer at the latest, and a moment more where the far end says NO CARRIER too; at
// once when the modem answers early. When the modem loses the carrier by itself before +++ is out,
// that is the end. Some modems answer ATH with both NO CARRIER and OK: the second one is waited for
// a moment, so that it is not taken for the answer to the next dial.
class Escape {
 public:
  struct Settings {
    Duration guard{1000};   // silence before and after +++ (S12)
    Duration answer{1000};  // how long OK, NO CARRIER may take
  };
  Escape(Settings settings, TimePoint now);

  [[nodiscard]] std::size_t handle_input(Octets octets, TimePoint now);  // uses all of it
  void handle_timeout(TimePoint now);                                    // early: does nothing
  [[nodiscard]] std::string poll_output() { return std::exchange(output_, {}); }
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const { return deadline_; }
  bool is_done() const { return state_ == State::kDone; }  // with or without the modem's OK
  bool is_confirmed() const { return has_ok_ || has_no_carrier_; }  // the call is over, it says

 private:
  enum class State {
    kSilent,      // before +++
    kEscaping,    // +++ is out, the second guard time runs
    kAwaitingOk,  // to +++
    kHangingUp,   // ATH is out
    kDone,
  };

  void handle_line(const Line& line, TimePoint now);
  void handle_lost_carrier(TimePoint now);
  void hang_up(TimePoint now);
  void finish();
  void handle_hung_up(TimePoint now);

  Settings settings_;
  State state_ = State::kSilent;
  Lexer lexer_;
  std::string output_;
  std::optional<TimePoint> deadline_;  // set until kDone
  TimePoint limit_;                    // of kSilent and kHangingUp
  bool has_ok_ = false;                // ATH was answered so
  bool has_no_carrier_ = false;
};

}  // namespace dial::at
