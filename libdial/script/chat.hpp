#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

namespace dial::script {

// Where and what is wrong in a script; lines and columns count from 1, columns in octets.
struct ParseError {
  std::size_t line = 1;
  std::size_t column = 1;
  std::string message;  // says what to write instead
};

// One word of a chat(8) script after unquoting, with its place in the text.
struct Step;

// A parsed chat(8) script: reference peers 2.3 has the language. Immutable; may be shared.
class Chat {
 public:
  // Whole scripts are checked before anything is dialled: unknown keywords in an expect slot do not
  // exist (they are text), but a missing operand, a bad TIMEOUT number, an unterminated quote,
  // a bad octal escape, or @file (which needs rights a profile may not have) is an error.
  static std::expected<Chat, ParseError> parse(std::string_view text);
  const std::vector<Step>& steps() const;
};

// What the script may insert: \T and \U, and $NAME for user and password. A secret that is sent
// is never in a transcript or an error.
struct Variables {
  std::string phone;   // \T
  std::string phone2;  // \U
  std::string user;    // $USER
  Secret password;     // $PASSWORD
};

// Runs a chat script. Sans-IO; matching is on raw octets with bit 7 stripped as chat(8) does.
class Runner {
 public:
  enum class Outcome : std::uint8_t { kDone, kAborted, kTimeout, kHangup, kPppSeen };
  struct Finished {
    Outcome outcome = Outcome::kDone;
    std::string text;      // the ABORT string that matched; for a time-out what was expected
    std::size_t line = 0;  // of the step at which it ended
    std::string received;  // the last octets seen, printable, secrets masked
  };
  struct Break {};  // send a break
  using Output = std::variant<Buffer, Break>;

  Runner(const Chat& script, Variables variables, TimePoint now);

  // Takes everything. What follows the last expected octet is kept, and matched by the next wait
  // or handed on by take_unread().
  void handle_input(Octets octets, TimePoint now);
  void handle_timeout(TimePoint now);
  void handle_hangup();

  [[nodiscard]] std::optional<Output> poll_output();
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const;
  [[nodiscard]] std::optional<Finished> poll_finished();
  [[nodiscard]] std::optional<std::string> poll_report();  // REPORT and SAY texts

  // Once finished: the octets nobody waited for, all eight bits as received. They may be PPP
  // already; after kPppSeen they begin with the flag (0x7e). Empty before that, and when taken.
  [[nodiscard]] Buffer take_unread();
};

}  // namespace dial::script
