#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "dial/error.hpp"

namespace dial::at {

// How a command ended: V.250 6.3.? and de-facto result codes.
enum class Outcome : std::uint8_t {
  kOk,
  kConnect,
  kError,  // ERROR, +CME ERROR, +CMS ERROR, COMMAND NOT SUPPORT …
  kBusy,
  kNoCarrier,
  kNoDialtone,
  kNoAnswer,
  kVoice,    // a person answered
  kDelayed,  // DELAYED, BLACKLISTED: the modem refuses to dial this number for a while
  kTimeout,  // no final answer in time
  kHangup,   // the line went away
};

struct Finished {
  Outcome outcome = Outcome::kOk;
  std::string result;             // the final line as it came: "CONNECT 28800/V34"
  std::vector<std::string> info;  // lines between command and result, echo removed
};

// A line that answers no command: "RING", "+CREG: 1".
struct Unsolicited {
  std::string line;
};

// One AT command at a time, and the lines the modem answers with (ITU-T V.250, 5).
//
// Sans-IO: never reads a clock, a descriptor or a global. After each call to a non-const member
// drain poll_output() and the events and read poll_timeout() again. Tolerates echo on or off,
// lines split and glued anywhere, CR/LF variants, NULs, word and numeric result codes, and
// overlong lines (cut and counted). The answer to a command that has timed out is not taken
// for the answer of the next one: after a time-out the next send() first finds the modem again
// with a bare AT whose echo or answers are counted.
class Dialogue {
 public:
  explicit Dialogue();

  // Queues `command` + CR. Fails with kInvalidParameter when one is outstanding, when the text has
  // a control octet, and with kCommandTooLong past 255 octets.
  Result<> send(std::string_view command, Duration timeout, TimePoint now);

  // Returns how many octets were used: after a CONNECT what follows belongs to the call and
  // is left to the caller. Any chunking; a partial line is kept.
  [[nodiscard]] std::size_t handle_input(Octets octets, TimePoint now);
  void handle_timeout(TimePoint now);  // early or repeated calls do nothing
  void handle_hangup();                // the line is gone

  // Gives up the outstanding command, if any, without an event: any octet ends a dial
  // (V.250, 5.6.1), so one CR is sent when the command was a dial.
  void abort(TimePoint now);

  [[nodiscard]] std::string poll_output();
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const;
  [[nodiscard]] std::optional<Finished> poll_finished();
  [[nodiscard]] std::optional<Unsolicited> poll_unsolicited();
  bool is_busy() const;
};

// Recovers command mode on a line that may be in data mode: guard time, +++, guard time, then ATH
// (V.250 Annex; Hayes). Also the way to hang up where DTR does not.
class Escape {
 public:
  struct Settings {
    Duration guard{1000};   // silence before and after +++ (S12)
    Duration answer{1000};  // how long OK, NO CARRIER may take
  };
  Escape(Settings settings, TimePoint now);

  [[nodiscard]] std::size_t handle_input(Octets octets, TimePoint now);
  void handle_timeout(TimePoint now);
  [[nodiscard]] std::string poll_output();
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const;
  bool is_done() const;       // with or without the modem's OK
  bool is_confirmed() const;  // the modem said OK or NO CARRIER to ATH
};

// The digits and modifiers of V.250 6.3.1 (0-9 * # + A-D T P , W @ ! L) with the readers' marks
// (blank - . / ( )) removed. kBadPhoneNumber for anything else (no CR, `;` or quote can reach the
// modem) or nothing left, kPhoneNumberTooLong past 128 characters.
Result<std::string> dial_string(std::string_view number);

}  // namespace dial::at
