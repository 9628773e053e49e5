#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "at/command.hpp"
#include "at/escape.hpp"
#include "at/lexer.hpp"
#include "at/outcome.hpp"
#include "base/bytes.hpp"
#include "base/time.hpp"
#include "dial/error.hpp"

namespace dial::at {

struct Finished {
  Outcome outcome = Outcome::kOk;
  std::string result;             // the final line as it came: "CONNECT 28800/V34"
  std::vector<std::string> info;  // lines between command and result, echo removed
};

// A line that answers no command: "RING" (a modem with numeric results says 2), "+CREG: 1".
struct Unsolicited {
  std::string line;
};

// One AT command at a time, and the lines the modem answers with (ITU-T V.250, 5).
//
// Sans-IO: never reads a clock, a descriptor or a global. After each call to a non-const member
// drain poll_output() and the events and read poll_timeout() again. Tolerates echo on or off,
// lines split and glued anywhere, CR/LF variants, NULs, parity bits, word and numeric result
// codes, and overlong lines (cut and counted). Memory is bounded whatever the modem says.
//
// The answer to a command that has timed out is not taken for the answer of the next one. Each
// such command is owed an answer; one that comes before the next send() pays the debt. Else that
// send() first finds the modem again with a bare AT, at most three times in three seconds, and the
// command goes out once all answers owed have come, or at least one and then none for half a
// second. A modem that echoes is known by its echo: no answer counts before it. When no probe is
// answered the command ends with kTimeout and has not been sent.
class Dialogue {
 public:
  struct Counters {
    std::uint64_t stale_answers = 0;  // result codes to commands that had been given up
    std::uint64_t overlong = 0;       // lines cut at Lexer::kMaxLine octets
    std::uint64_t dropped = 0;        // lines past what is kept for the owner
  };

  explicit Dialogue() = default;

  // Queues `command` + CR. Fails with kInvalidParameter when one is outstanding, when the text is
  // empty or has an octet that is not printable ASCII, and with kCommandTooLong past 255 octets.
  // `timeout` runs from when the command is put out: after a time-out that is after the probe.
  Result<> send(std::string_view command, Duration timeout, TimePoint now);

  // Returns how many octets were used: after a CONNECT what follows belongs to the call and
  // is left to the caller. Any chunking; a partial line is kept. CONNECT ends with the LF after its
  // CR, which may come in the next read; if another octet comes first, that is the call's, and
  // after 100 ms of neither CONNECT is complete as it is. So 0 is returned when a call begins with
  // the first octet. As a number it ends with its CR.
  [[nodiscard]] std::size_t handle_input(Octets octets, TimePoint now);
  void handle_timeout(TimePoint now);  // early or repeated calls do nothing
  void handle_hangup();                // the line is gone

  // Gives up the outstanding command, if any, without an event: any octet ends a dial
  // (V.250, 5.6.1), so one CR is sent when the command was a dial. A dial that times out is
  // ended in the same way.
  void abort(TimePoint now);

  [[nodiscard]] std::string poll_output() { return std::exchange(output_, {}); }
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const { return deadline_; }
  [[nodiscard]] std::optional<Finished> poll_finished();
  [[nodiscard]] std::optional<Unsolicited> poll_unsolicited();
  bool is_busy() const { return state_ != State::kIdle; }
  Counters counters() const;

 private:
  enum class State {
    kIdle,
    kProbing,     // a bare AT is out, before the command
    kQuieting,    // it was answered; more answers may be under way
    kAwaiting,    // the command is out
    kConnecting,  // it was answered with CONNECT CR; its LF may be under way
  };
  enum class Format { kUnknown, kWords, kNumbers };

  void probe(TimePoint now);
  void launch(TimePoint now);
  void finish(Outcome outcome, std::string result);
  void give_up();  // the modem still owes the answer to what is outstanding

  // Each returns true when the call has begun, so that the next octet is the caller's.
  bool handle_line(const Line& line, TimePoint now);
  bool handle_answer(const Line& line, TimePoint now);
  bool handle_final(Outcome outcome, const Line& line, TimePoint now);
  void handle_idle_line(const Line& line);
  void handle_probe_line(const Line& line, TimePoint now);
  void handle_probe_answer(TimePoint now);

  std::optional<Outcome> final_of(const Line& line);
  bool may_be_number(const Line& line) const;
  bool is_ring(const Line& line) const;
  bool is_stale(Outcome outcome) const;
  bool is_owed(Outcome outcome) const;
  void report(std::string line);
  void keep_info(std::string line);

  State state_ = State::kIdle;
  Lexer lexer_;
  std::string output_;
  std::optional<TimePoint> deadline_;  // set exactly while not kIdle

  std::string command_;                 // the outstanding or last one
  std::string stale_command_;           // the one before
  CommandTraits traits_;                // of command_
  Duration timeout_{};                  // what command_ is given once it is out
  Finished answer_;                     // what has come of the answer
  std::optional<std::string> hung_up_;  // NO CARRIER in answer to ATH; OK may follow
  bool has_echo_ = false;               // the echo of what is outstanding has come
  bool is_wary_ = false;                // just found again: no answer counts before the echo

  // What earlier commands left behind.
  unsigned owed_ = 0;           // answers that may still come
  bool owes_progress_ = false;  // one of them may be NO CARRIER and its like
  unsigned probes_ = 0;         // bare ATs sent for command_
  unsigned probe_answers_ = 0;  // answers since the first of them
  TimePoint quiet_limit_{};     // of kQuieting
  bool is_echoing_ = false;     // the last command was echoed
  Format format_ = Format::kUnknown;

  std::deque<Finished> finished_;
  std::deque<Unsolicited> unsolicited_;
  Counters counters_;
};

}  // namespace dial::at
