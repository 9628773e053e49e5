#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "simulator/command_reader.hpp"
#include "simulator/escape_detector.hpp"
#include "simulator/phone_book.hpp"

namespace dial::simulator {

// What a modem remembers of its settings, as after AT&F.
struct ModemSettings {
  bool echo = true;      // E
  bool verbose = true;   // V
  bool quiet = false;    // Q
  unsigned results = 4;  // X
  unsigned dtr = 2;      // &D: 0 ignored, 1 to command state, 2 hangs up, 3 resets
  std::array<std::uint8_t, 256> registers{};
  ModemSettings();
};

struct Dialled {
  std::string number;
  Outcome outcome = Outcome::kConnect;
};
struct Connected {
  std::string number;  // empty: an incoming call was answered
  Outcome outcome = Outcome::kConnect;
};
struct HungUp {
  std::string_view reason;  // static text
};
using ModemEvent = std::variant<Dialled, Connected, HungUp>;

// A Hayes modem: AT commands as ITU-T V.250 orders them, the escape with guard times, and a
// telephone network that is a phone book. What is behind CONNECT is the owner's affair.
//
// Sans-IO. After each call to a non-const member drain poll_output(), poll_line() and
// poll_event() and read poll_timeout() again.
class HayesModem {
 public:
  enum class State {
    kCommand,   // on hook
    kDialling,  // a dial command has no result yet
    kOnline,    // octets pass
    kEscaped,   // a call is up, the DTE gives commands
  };

  explicit HayesModem(PhoneBook book) : book_(std::move(book)) {}

  void handle_input(Octets octets, TimePoint now);  // from the DTE
  void handle_line(Octets octets);                  // from the far end; lost unless kOnline
  void handle_dtr(bool is_high, TimePoint now);
  void handle_carrier_lost(TimePoint now);  // the far end hung up
  void handle_ring(TimePoint now);          // an incoming call begins
  void handle_timeout(TimePoint now);

  [[nodiscard]] Buffer poll_output();  // to the DTE
  [[nodiscard]] Buffer poll_line();    // to the far end
  [[nodiscard]] std::optional<ModemEvent> poll_event();
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const;

  State state() const { return state_; }
  void set_book(PhoneBook book) { book_ = std::move(book); }

 private:
  enum class Code {
    kOk,
    kConnect,
    kRing,
    kNoCarrier,
    kError,
    kNoDialtone,
    kBusy,
    kNoAnswer,
    kVoice,
    kDelayed,
    kBlacklisted,
  };
  // What a command means for the rest of its line.
  enum class Verdict { kNext, kError, kLast };

  void handle_command_octet(std::uint8_t octet, TimePoint now);
  void handle_ring_time(TimePoint now);
  void settle_dial(TimePoint now);
  void fail_dial(Code code);
  void go_online(TimePoint now);
  void enter_data(TimePoint now);
  void hang_up(std::string_view reason);
  void reset_settings() { settings_ = {}; }

  // hayes_commands.cpp
  void execute(std::string_view body, TimePoint now);
  Verdict run_command(std::string_view& rest, TimePoint now);
  Verdict run_basic(char command, std::string_view& rest, TimePoint now);
  Verdict run_register(std::string_view& rest);
  Verdict run_ampersand(std::string_view& rest);
  Verdict run_extended(std::string_view& rest);
  Verdict run_dial(std::string_view& rest, TimePoint now);
  Verdict run_answer(TimePoint now);
  Verdict run_online(TimePoint now);
  Verdict set_flag(bool& flag, std::string_view& rest);
  Verdict identify(std::string_view& rest);

  // hayes_results.cpp
  void put(std::string_view text);
  void put_info(std::string_view text);
  void put_result(Code code, std::string_view rate = {});
  Code as_reported(Code code) const;

  PhoneBook book_;
  ModemSettings settings_;
  CommandReader reader_;
  EscapeDetector escape_;
  State state_ = State::kCommand;
  bool is_dtr_high_ = true;
  std::uint8_t selected_register_ = 0;
  std::string last_number_;
  std::string number_;                 // of the dial under way; empty when answering
  Reaction reaction_;                  // of the dial or call under way
  std::optional<TimePoint> deadline_;  // kDialling: the result; kOnline, kEscaped: carrier loss
  TimePoint abortable_from_{};         // kDialling: octets before this abort nothing
  unsigned rings_left_ = 0;
  std::optional<TimePoint> next_ring_;  // set exactly while rings_left_ > 0
  Buffer output_;
  Buffer line_;
  std::deque<ModemEvent> events_;
};

}  // namespace dial::simulator
