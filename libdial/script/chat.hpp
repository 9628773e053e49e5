#pragma once

#include <cstdint>
#include <deque>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "script/parse_error.hpp"
#include "script/ppp_detector.hpp"
#include "script/step.hpp"
#include "script/texts.hpp"
#include "script/transcript.hpp"

namespace dial::script {

// How long an expect string is waited for unless TIMEOUT says otherwise.
inline constexpr Duration kDefaultTimeout{45'000};

// The text of a file that @file names, or why there is none.
using ReadFile = std::function<std::expected<std::string, std::string>(std::string_view path)>;

// A parsed chat(8) script: reference peers 2.3 has the language. Immutable; may be shared.
class Chat {
 public:
  // Whole scripts are checked before anything is dialled: unknown keywords in an expect slot do not
  // exist (they are text), but a missing operand, a bad TIMEOUT number, an unterminated quote,
  // a bad octal escape, or @file (which needs rights a profile may not have) is an error.
  // `read_file` is asked for each file once, now; without it @file is refused. $NAME inserts the
  // text of that name as it is, as chat's -E does from the environment; there must be one.
  static std::expected<Chat, ParseError> parse(std::string_view text,
                                               const ReadFile& read_file = {},
                                               const Texts& variables = {});
  const std::vector<Step>& steps() const { return steps_; }

 private:
  std::vector<Step> steps_;
};

// What the script inserts when it runs: \T and \U, $USER and $PASSWORD. A secret that is sent
// is never in a transcript or an error.
struct Variables {
  std::string phone;   // \T
  std::string phone2;  // \U
  std::string user;    // $USER
  Secret password;     // $PASSWORD
};

// How chat(8) treats a line, for scripts that were made for it.
struct Habits {
  Duration octet_pause{0};  // before each octet that is sent
  // Bit 7 of what is received is dropped, and a pattern with bit 7 set matches nothing. Otherwise
  // such an octet in a pattern matches itself, and only the others match with bit 7 ignored.
  bool is_seven_bit = false;

  static constexpr Habits of_chat() { return {.octet_pause = Duration(10), .is_seven_bit = true}; }
};

// Runs a chat script (chat(8); what is different is said here). Sans-IO: after each call that is
// not const drain the poll_ functions; no call is answered by a call back. Octets are matched as
// they come: what arrives between two waits is matched by the second. An LCP frame ends the script
// as soon as it begins to arrive, whatever the script is at: the peer is past its login. ABORT
// strings count while something is expected; the expected string wins when both end at the same
// octet. Pauses are those that are written, \d is 1 s and \p 10 ms, and those of Habits. SAY texts,
// what REPORT caught and, after ECHO ON, the peer's lines come from poll_report().
class Runner {
 public:
  enum class Outcome : std::uint8_t { kDone, kAborted, kTimeout, kTooLong, kHangup, kPppSeen };
  struct Finished {
    Outcome outcome = Outcome::kDone;
    std::string text;       // the ABORT string that matched; for a time-out what was expected
    std::size_t abort = 0;  // which of those in force matched, counted from 0
    std::size_t line = 0;   // of the step at which it ended
    std::string received;   // the last octets seen, printable, secrets masked
  };
  struct Break {};  // send a break
  using Output = std::variant<Buffer, Break>;

  // `wait`: how long something is expected until the script says TIMEOUT (chat's -t).
  Runner(Chat script, Variables variables, TimePoint now, Habits habits = {},
         Duration wait = kDefaultTimeout);

  // Takes everything. What follows the last expected octet is kept, and matched by the next wait
  // or handed on by take_unread().
  void handle_input(Octets octets, TimePoint now);
  void handle_timeout(TimePoint now);  // early or repeated calls do nothing
  void handle_hangup();                // ends the script unless HANGUP is OFF
  void handle_limit();                 // of the whole script: ends it as kTooLong
  bool ignores_hangup() const { return phase_ != Phase::kFinished && !is_hangup_fatal_; }

  [[nodiscard]] std::optional<Output> poll_output();
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const { return deadline_; }
  [[nodiscard]] std::optional<Finished> poll_finished();
  // REPORT, SAY and ECHO texts without line ends, printable, secrets masked.
  [[nodiscard]] std::optional<std::string> poll_report();

  // Once finished: the octets nobody waited for, all eight bits as received. They may be PPP
  // already; after kPppSeen they begin with the flag (0x7e). Empty before that, and when taken.
  [[nodiscard]] Buffer take_unread();

 private:
  enum class Phase : std::uint8_t { kRunning, kExpecting, kFinished };
  // A text to watch for, and how it may be shown.
  struct Pattern {
    std::string text;
    std::string shown;  // secrets masked
  };

  void run(TimePoint now);
  void start_step(TimePoint now);
  void apply(const Expect& expect, TimePoint now);
  void apply(const Send& send);
  void apply(const Say& say);
  void queue(const Template& text);
  bool send_pending(TimePoint now);

  std::size_t look_for_ppp(Octets octets);
  bool scan();
  void end_wait();
  void observe(std::uint8_t octet);
  void gather_report(std::uint8_t octet);
  bool matches(std::uint8_t octet, std::uint8_t wanted) const;
  bool window_ends_with(const Pattern& pattern) const;
  void drop_scanned(std::size_t kept);
  std::size_t begun_frame() const { return unread_.size() - ppp_.length(); }
  void finish(Outcome outcome, std::string text);
  void finish_reports();
  void end_line(std::string& line);

  std::string_view value_of(Insert insert) const;
  Pattern pattern_of(const Template& text) const;

  Chat script_;
  Variables variables_;
  Habits habits_;
  Phase phase_ = Phase::kRunning;
  std::size_t step_ = 0;
  std::size_t attempt_ = 0;  // alternative of the Expect at step_
  Duration timeout_;
  std::optional<TimePoint> deadline_;  // of the pause or the wait in progress
  bool is_hangup_fatal_ = true;
  bool is_echoing_ = false;

  Pattern expected_;
  std::vector<Pattern> aborts_;
  std::vector<Pattern> reports_;
  std::optional<std::string> gathering_;  // the line that REPORT catches, so far
  std::string echoed_;                    // the line so far

  // Received and not matched. [0, scanned_) has been looked at; the wait in progress matches in
  // [window_, scanned_).
  Buffer unread_;
  std::size_t window_ = 0;
  std::size_t scanned_ = 0;
  PppDetector ppp_;  // has seen all of unread_
  Transcript transcript_;

  std::deque<std::variant<Output, Pause>> pending_;
  std::deque<Output> output_;
  std::deque<std::string> report_texts_;
  std::optional<Finished> finished_;
};

}  // namespace dial::script
