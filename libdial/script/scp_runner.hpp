#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "dial/types.hpp"
#include "script/ppp_detector.hpp"
#include "script/scp_address_finder.hpp"
#include "script/scp_program.hpp"
#include "script/scp_script.hpp"
#include "script/transcript.hpp"

namespace dial::script::scp {

// $USERID and $PASSWORD.
struct Credentials {
  std::string user;
  Secret password;
};

struct Limits {
  Duration wait{60'000};     // of a waitfor without until, and of a getip
  Duration script{300'000};  // of everything, from the start
};

// Runs a script. Sans-IO: after each call that is not const drain the poll_ functions; no call is
// answered by a call back. Octets are matched with bit 7 stripped. What has been received and not
// matched is kept, and looked at by the next wait from its beginning: also what came during a
// pause, and the last octets of a waitfor whose time was up. An LCP frame ends the script whatever
// it does. One call does a bounded amount of work: a script that goes on for longer rests for 10 ms
// in between.
class Runner {
 public:
  enum class Outcome : std::uint8_t {
    kDone,     // endproc
    kHalted,   // halt: the user goes on by hand, and the script is over
    kFailed,   // at run time: an overflow, a division by zero, no address, …
    kTimeout,  // nothing came within a limit that the script does not handle, or it ran too long
    kHangup,
    kPppSeen
  };
  struct Finished {
    Outcome outcome = Outcome::kDone;
    std::string text;      // what went wrong; secrets masked
    Place place;           // of the command at which it ended
    std::string received;  // the last octets seen, printable, secrets masked
  };
  struct Keyboard {
    bool is_on;  // may the user type
  };
  // The address to use on this connection.
  struct ClientAddress {
    Ipv4Address address;
  };
  // In the order of the commands: a change of the line holds for the octets behind it.
  using Output = std::variant<Buffer, PortChange, Keyboard, ClientAddress>;

  Runner(Script script, Credentials credentials, Limits limits, TimePoint now);

  // Takes everything.
  void handle_input(Octets octets, TimePoint now);
  void handle_timeout(TimePoint now);  // early or repeated calls do nothing
  void handle_hangup();                // ends the script

  [[nodiscard]] std::optional<Output> poll_output();
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const;
  [[nodiscard]] std::optional<Finished> poll_finished();

  // Once finished: the octets nobody waited for, all eight bits as received. They may be PPP
  // already; after kPppSeen they begin with the flag (0x7e). Empty before that, and when taken.
  [[nodiscard]] Buffer take_unread();

 private:
  struct Pattern {
    Secret text;        // bit 7 stripped; folded unless it matches case
    std::string shown;  // masked when it is a secret
    bool matches_case = false;
    std::optional<std::size_t> target;
  };
  struct Running {};
  struct Pausing {};  // delay, or rest
  struct Waiting {
    std::vector<Pattern> patterns;
    Duration limit;
    bool is_handled;  // until: the script goes on when the time is up
  };
  struct Finding {  // getip
    AddressFinder finder;
    TimePoint limit;
  };
  struct Over {};
  using Activity = std::variant<Running, Pausing, Waiting, Finding, Over>;

  void run(TimePoint now);
  void end_activity();
  bool look();
  bool look(const Waiting& waiting);
  bool look(Finding& finding);
  std::uint8_t next_octet(std::size_t cost);
  void match(std::optional<std::size_t> target);
  void find(Ipv4Address address, std::size_t kept);
  void handle_time_up(const Waiting& waiting);
  void handle_time_up(const Finding& finding);
  void settle_address(TimePoint now);
  bool window_ends_with(const Pattern& pattern) const;
  Pattern pattern_of(const Text& text, const WaitCase& wanted);
  void consume(std::size_t count);
  void bound_unread();
  bool is_over() const { return std::holds_alternative<Over>(activity_); }
  bool is_looking() const;

  // scp_execute.cpp: the instructions
  void execute(const Push& push, TimePoint now);
  void execute(const Load& load, TimePoint now);
  void execute(const LoadSystem& load, TimePoint now);
  void execute(const Unary& unary, TimePoint now);
  void execute(const Binary& binary, TimePoint now);
  void execute(const SkipIf& skip, TimePoint now);
  void execute(const GetIp& get, TimePoint now);
  void execute(const Declare& declare, TimePoint now);
  void execute(const Store& store, TimePoint now);
  void execute(const Label& label, TimePoint now);
  void execute(const Jump& jump, TimePoint now);
  void execute(const JumpUnless& jump, TimePoint now);
  void execute(const Delay& delay, TimePoint now);
  void execute(const Transmit& transmit, TimePoint now);
  void execute(const WaitFor& wait, TimePoint now);
  void execute(const SetPort& set, TimePoint now);
  void execute(const SetKeyboard& set, TimePoint now);
  void execute(const SetAddress& set, TimePoint now);
  void execute(const Halt& halt, TimePoint now);

  Value pop();
  void push(const Applied& applied);
  std::optional<std::int32_t> pop_within(std::int32_t least, std::int32_t most,
                                         std::string_view what);
  void put_out(Output output, std::size_t size);
  std::string shown(const Text& text) const;
  void fail(std::string text) { finish(Outcome::kFailed, std::move(text)); }
  void finish(Outcome outcome, std::string text);

  Script script_;
  Credentials credentials_;
  Limits limits_;
  TimePoint script_deadline_;
  Place place_;  // of the instruction in progress

  Activity activity_;
  std::optional<TimePoint> deadline_;  // of Pausing, Waiting or Finding
  std::size_t next_ = 0;               // the instruction after the one in progress
  std::size_t budget_ = 0;             // what the call in progress may still do
  std::vector<Value> stack_;
  std::vector<Value> variables_;
  bool has_succeeded_ = true;  // $SUCCESS: nothing has failed yet
  std::size_t put_out_ = 0;    // octets, and something for each output

  Buffer unread_;            // received and not matched
  std::size_t scanned_ = 0;  // of unread_, by the wait in progress
  PppDetector ppp_;
  Transcript transcript_;

  std::deque<Output> output_;
  std::optional<Finished> finished_;
};

}  // namespace dial::script::scp
