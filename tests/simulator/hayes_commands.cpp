// The command lines of the modem: ITU-T V.250, and what Hayes modems share beyond it.
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>

#include "simulator/hayes_modem.hpp"

namespace dial::simulator {
namespace {

using namespace std::chrono_literals;

// V.250, 5.6.1: octets within 125 ms of the terminator (a line feed after it) abort nothing.
constexpr Duration kAbortGuard = 125ms;
constexpr Duration kPauseUnit = 1s;  // S8 counts seconds

char upper(char character) {
  return static_cast<char>(std::toupper(static_cast<unsigned char>(character)));
}

// V.250, 5.2.1 and 5.4.2.2: case and spaces mean nothing except in a quoted string.
std::string normalised(std::string_view body) {
  std::string out;
  bool is_quoted = false;
  for (const char character : body) {
    if (character == '"') is_quoted = !is_quoted;
    if (is_quoted) {
      out += character;
    } else if (character != ' ') {
      out += upper(character);
    }
  }
  return out;
}

char take(std::string_view& text) {
  const char first = text.front();
  text.remove_prefix(1);
  return first;
}

// V.250, 5.3.1: a missing number is 0. Nothing if it is no number a modem could hold.
std::optional<unsigned> take_number(std::string_view& text) {
  unsigned number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem == std::errc::invalid_argument) return 0;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (problem != std::errc{} || number > 255) return std::nullopt;
  return number;
}

struct DialString {
  std::string number;
  unsigned pauses = 0;
  bool is_voice = false;   // ends in ';': the modem stays in command state
  bool is_redial = false;  // L
};

// V.250, 6.3.1: the digits, and modifiers of which only the pause takes time here.
std::optional<DialString> parse_dial_string(std::string_view text) {
  DialString dial;
  for (const char character : text) {
    if (dial.is_voice) return std::nullopt;
    if (std::string_view("0123456789*#+").find(character) != std::string_view::npos) {
      dial.number += character;
    } else if (character == ',') {
      ++dial.pauses;
    } else if (character == ';') {
      dial.is_voice = true;
    } else if (character == 'L') {
      dial.is_redial = true;
    } else if (std::string_view("PTW@!()-./ABCDIG").find(character) == std::string_view::npos) {
      return std::nullopt;
    }
  }
  return dial;
}

// An extended command (V.250, 5.4): what it answers as an action, to '?' and to "=?", and the
// value it takes; nullptr: ERROR.
struct Extended {
  std::string_view name;
  const char* action;
  const char* read;
  const char* test;
  const char* value;  // "*": any
};

// V.250 6.1, 3GPP TS 27.007, and the fax class commands that dialers send to switch fax off.
constexpr std::array kExtended{
    Extended{"+FCLASS", nullptr, "0", "0", "0"},
    Extended{"+GMI", "libdial", nullptr, "", nullptr},
    Extended{"+CGMI", "libdial", nullptr, "", nullptr},
    Extended{"+GMM", "dialsim", nullptr, "", nullptr},
    Extended{"+CGMM", "dialsim", nullptr, "", nullptr},
    Extended{"+GMR", "1", nullptr, "", nullptr},
    Extended{"+CGMR", "1", nullptr, "", nullptr},
    Extended{"+GSN", "000000000000000", nullptr, "", nullptr},
    Extended{"+CGSN", "000000000000000", nullptr, "", nullptr},
    Extended{"+CIMI", "001010000000000", nullptr, "", nullptr},
    Extended{"+GCAP", "+GCAP: +FCLASS", nullptr, "", nullptr},
    Extended{"+CPIN", nullptr, "+CPIN: READY", "", "*"},
    Extended{"+CSQ", "+CSQ: 20,99", nullptr, "+CSQ: (0-31,99),(99)", nullptr},
    Extended{"+CREG", nullptr, "+CREG: 0,1", "+CREG: (0-2)", "*"},
    Extended{"+CGREG", nullptr, "+CGREG: 0,1", "+CGREG: (0-2)", "*"},
    Extended{"+CGATT", nullptr, "+CGATT: 1", "+CGATT: (0,1)", "*"},
    Extended{"+CGDCONT", nullptr, "+CGDCONT: 1,\"IP\",\"\",\"\",0,0", "+CGDCONT: (1),\"IP\"", "*"},
    Extended{"+CBST", nullptr, "+CBST: 71,0,1", "+CBST: (0-7,65,66,68,70,71),(0),(0-3)", "*"},
    Extended{"+CFUN", nullptr, "+CFUN: 1", "+CFUN: (0,1)", "*"},
    Extended{"+CMEE", nullptr, "+CMEE: 0", "+CMEE: (0)", "*"},
    Extended{"+COPS", nullptr, "+COPS: 0,0,\"dialsim\"", "", "*"},
    Extended{"+IPR", nullptr, "+IPR: 0", "+IPR: (0),(300-115200)", "*"},
    Extended{"+IFC", nullptr, "+IFC: 2,2", "+IFC: (0-2),(0-2)", "*"},
};

// Up to the ';' that ends an extended command, outside quotes; the ';' itself is taken too.
std::string_view take_extended(std::string_view& text) {
  bool is_quoted = false;
  std::size_t end = 0;
  for (; end < text.size() && (is_quoted || text[end] != ';'); ++end) {
    if (text[end] == '"') is_quoted = !is_quoted;
  }
  const auto command = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return command;
}

}  // namespace

void HayesModem::execute(std::string_view body, TimePoint now) {
  const std::string text = normalised(body);
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto verdict = run_command(rest, now);
    if (verdict == Verdict::kLast) return;
    if (verdict == Verdict::kError) {
      put_result(Code::kError);
      return;
    }
  }
  put_result(Code::kOk);
}

HayesModem::Verdict HayesModem::run_command(std::string_view& rest, TimePoint now) {
  const char command = take(rest);
  switch (command) {
    case '+':
      return run_extended(rest);
    case '&':
      return run_ampersand(rest);
    case '\\':
    case '%':
      if (rest.empty() || std::isalpha(static_cast<unsigned char>(take(rest))) == 0) {
        return Verdict::kError;
      }
      return take_number(rest) ? Verdict::kNext : Verdict::kError;
    case 'D':
      return run_dial(rest, now);
    case 'A':
      return run_answer(now);
    default:
      return run_basic(command, rest, now);
  }
}

HayesModem::Verdict HayesModem::run_basic(char command, std::string_view& rest, TimePoint now) {
  if (command == 'S') return run_register(rest);
  if (command == 'E') return set_flag(settings_.echo, rest);
  if (command == 'V') return set_flag(settings_.verbose, rest);
  if (command == 'Q') return set_flag(settings_.quiet, rest);
  if (command == 'I') return identify(rest);
  if (std::string_view("BLMNPTWXYHOZ").find(command) == std::string_view::npos) {
    return Verdict::kError;
  }
  const auto number = take_number(rest);
  if (!number) return Verdict::kError;
  if (command == 'X') {
    if (*number > 4) return Verdict::kError;
    settings_.results = *number;
  }
  if (command == 'O') return run_online(now);
  const bool ends_call = (command == 'H' && *number == 0) || command == 'Z';
  if (ends_call && state_ == State::kEscaped) hang_up("the caller hung up");
  if (command == 'Z') {
    reset_settings();
    rest = {};  // V.250, 6.1.1: what follows on the line is ignored
  }
  return Verdict::kNext;
}

HayesModem::Verdict HayesModem::set_flag(bool& flag, std::string_view& rest) {
  const auto number = take_number(rest);
  if (!number || *number > 1) return Verdict::kError;
  flag = *number == 1;
  return Verdict::kNext;
}

HayesModem::Verdict HayesModem::identify(std::string_view& rest) {
  const auto number = take_number(rest);
  if (!number || *number > 11) return Verdict::kError;
  put_info("dialsim");
  return Verdict::kNext;
}

HayesModem::Verdict HayesModem::run_register(std::string_view& rest) {
  if (!rest.empty() && std::isdigit(static_cast<unsigned char>(rest.front())) != 0) {
    const auto number = take_number(rest);
    if (!number) return Verdict::kError;
    selected_register_ = static_cast<std::uint8_t>(*number);
  }
  auto& value = settings_.registers[selected_register_];
  if (rest.starts_with('?')) {
    rest.remove_prefix(1);
    const auto digits = std::to_string(value);
    put_info(std::string(3 - digits.size(), '0') + digits);
  } else if (rest.starts_with('=')) {
    rest.remove_prefix(1);
    const auto number = take_number(rest);
    if (!number) return Verdict::kError;
    value = static_cast<std::uint8_t>(*number);
  }
  return Verdict::kNext;
}

HayesModem::Verdict HayesModem::run_ampersand(std::string_view& rest) {
  if (rest.empty()) return Verdict::kError;
  const char command = take(rest);
  const auto number = take_number(rest);
  if (!number) return Verdict::kError;
  switch (command) {
    case 'F':
      reset_settings();
      return Verdict::kNext;
    case 'D':
      if (*number > 3) return Verdict::kError;
      settings_.dtr = *number;
      return Verdict::kNext;
    case 'V':
      put_info("E" + std::to_string(settings_.echo) + " V1 X" + std::to_string(settings_.results) +
               " &D" + std::to_string(settings_.dtr));
      return Verdict::kNext;
    default:
      // Accepted without an effect on a pty: &C, &K, &S, &W and their like.
      return std::string_view("ABCGHIJKLMNPQRSTWXYZ").find(command) != std::string_view::npos
                 ? Verdict::kNext
                 : Verdict::kError;
  }
}

HayesModem::Verdict HayesModem::run_extended(std::string_view& rest) {
  const std::string command = "+" + std::string(take_extended(rest));
  const auto name = std::string_view(command).substr(0, command.find_first_of("=?"));
  const auto operation = std::string_view(command).substr(name.size());
  const auto* known = std::ranges::find(kExtended, name, &Extended::name);
  if (known == kExtended.end()) return Verdict::kError;
  const char* answer = nullptr;
  if (operation.empty()) {
    answer = known->action;
  } else if (operation == "?") {
    answer = known->read;
  } else if (operation == "=?") {
    answer = known->test;
  } else if (known->value != nullptr && operation.starts_with('=')) {
    const std::string_view allowed = known->value;
    return allowed == "*" || operation.substr(1) == allowed ? Verdict::kNext : Verdict::kError;
  }
  if (answer == nullptr) return Verdict::kError;
  if (*answer != '\0') put_info(answer);
  return Verdict::kNext;
}

HayesModem::Verdict HayesModem::run_dial(std::string_view& rest, TimePoint now) {
  auto dial = parse_dial_string(rest);
  rest = {};
  if (!dial || state_ == State::kEscaped) return Verdict::kError;
  if (dial->is_redial) dial->number = last_number_;
  if (dial->is_voice) return Verdict::kNext;
  number_ = last_number_ = dial->number;
  reaction_ = book_.find(number_);
  rings_left_ = 0;
  next_ring_.reset();
  state_ = State::kDialling;
  abortable_from_ = now + kAbortGuard;
  deadline_.reset();
  if (reaction_.outcome != Outcome::kSilence) {
    deadline_ = now + dial->pauses * settings_.registers[8] * kPauseUnit + reaction_.delay;
  }
  events_.push_back(Dialled{number_, reaction_.outcome});
  return Verdict::kLast;
}

HayesModem::Verdict HayesModem::run_answer(TimePoint now) {
  if (state_ == State::kEscaped) return Verdict::kError;
  if (rings_left_ == 0 && !next_ring_) {
    put_result(Code::kNoCarrier);
    return Verdict::kLast;
  }
  number_.clear();
  reaction_ = {};
  go_online(now);
  return Verdict::kLast;
}

HayesModem::Verdict HayesModem::run_online(TimePoint now) {
  if (state_ != State::kEscaped) {
    put_result(Code::kNoCarrier);
    return Verdict::kLast;
  }
  enter_data(now);
  return Verdict::kLast;
}

}  // namespace dial::simulator
