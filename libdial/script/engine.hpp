#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/bytes.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "dial/types.hpp"

namespace dial::script {

// A login script that runs, of whatever language. Sans-IO: after each call that is not const drain
// the poll_ functions; no call is answered by a call back. An LCP frame ends every script: the peer
// is past its login.
class Engine {
 public:
  struct Break {};  // send a break
  struct Report {   // for whoever watches: printable, without line ends, secrets masked
    std::string text;
  };
  struct ClientAddress {  // the address to use on this connection
    Ipv4Address address;
  };
  // The characters from here on, until PPP begins; what is not named stays. Eight bits have no
  // parity.
  enum class Parity : std::uint8_t { kNone, kEven, kOdd, kSpace, kMark };
  struct LineFormat {
    std::optional<bool> is_seven_bit;
    std::optional<Parity> parity;
  };
  // For whoever dialled: the dial pauses until handle_answer(). The time that takes is not the
  // script's; a limit of it is the owner's affair.
  struct Question {
    std::string text;
    bool is_secret = false;  // do not show what is typed
  };
  // For the script's interpreter, a process of its own; the first one starts it. It ends with the
  // script: kill it when poll_finished() has told, and when the engine is given up.
  struct ToInterpreter {
    Buffer octets;
  };
  // In the order of the script.
  using Output =
      std::variant<Buffer, Break, Report, ClientAddress, LineFormat, Question, ToInterpreter>;

  enum class Outcome : std::uint8_t {
    kDone,
    kHalted,   // a person goes on by hand
    kAborted,  // the peer said what the script takes for a refusal
    kFailed,   // the script itself is wrong, or gave up
    kTimeout,
    kHangup,
    kPppSeen
  };
  struct Finished {
    Outcome outcome = Outcome::kDone;
    std::string text;      // where and what went wrong, "isp.scp:12:3: …"; secrets masked
    std::size_t line = 0;  // of its file, where it ended; 0: not known
    std::string received;  // the last octets seen, printable, secrets masked
  };

  virtual ~Engine() = default;

  virtual void handle_input(Octets octets, TimePoint now) = 0;  // takes everything
  virtual void handle_timeout(TimePoint now) = 0;  // early or repeated calls do nothing
  virtual void handle_hangup() = 0;                // ends the script unless it ignores that
  // The far end is to call back, and may drop the carrier first.
  [[nodiscard]] virtual bool ignores_hangup() const { return false; }
  // To the Question; without one it does nothing.
  virtual void handle_answer(const Secret& /*answer*/, TimePoint /*now*/) {}
  virtual void handle_interpreter(Octets /*octets*/, TimePoint /*now*/) {}
  virtual void handle_interpreter_gone(const std::string& /*why*/) {}

  [[nodiscard]] virtual std::optional<Output> poll_output() = 0;
  [[nodiscard]] virtual std::optional<TimePoint> poll_timeout() const = 0;
  [[nodiscard]] virtual std::optional<Finished> poll_finished() = 0;
  // Once finished: the octets nobody waited for, all eight bits. They may be PPP already; after
  // kPppSeen they begin with the flag (0x7e). Empty before that, and when taken.
  [[nodiscard]] virtual Buffer take_unread() = 0;

 protected:
  Engine() = default;
  Engine(const Engine&) = default;
  Engine(Engine&&) = default;
  Engine& operator=(const Engine&) = default;
  Engine& operator=(Engine&&) = default;
};

}  // namespace dial::script
