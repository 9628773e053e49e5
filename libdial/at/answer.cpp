#include <algorithm>

#include "at/dialogue.hpp"
#include "at/result_code.hpp"

// What the modem's lines mean to a Dialogue, by its state.
namespace dial::at {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxInfo = 256;        // lines of one answer
constexpr std::size_t kMaxUnsolicited = 64;  // lines not yet taken by the owner
constexpr std::string_view kProbe = "AT";
constexpr Duration kQuiet = 500ms;         // two answers of one modem come closer than this
constexpr Duration kQuietLimit = 3000ms;   // a modem may chatter for ever
constexpr Duration kLineEnd = 100ms;       // CR and its LF come closer, at 300 bit/s too
constexpr Duration kSecondAnswer = 500ms;  // OK after NO CARRIER, in answer to ATH

// The echo repeats what the modem received, though not every modem repeats the blanks.
bool is_echo_of(std::string_view line, std::string_view command) {
  const auto strip = [](std::string_view text) {
    std::string stripped(text);
    std::erase(stripped, ' ');
    return stripped;
  };
  return !command.empty() && strip(line) == strip(command);
}

}  // namespace

bool Dialogue::handle_line(const Line& line, TimePoint now) {
  switch (state_) {
    case State::kIdle:
      handle_idle_line(line);
      return false;
    case State::kProbing:
    case State::kQuieting:
      handle_probe_line(line, now);
      return false;
    case State::kAwaiting:
      return handle_answer(line, now);
    case State::kConnecting:
      return false;
  }
  return false;
}

void Dialogue::handle_idle_line(const Line& line) {
  // The echo of a command that was given up before it came.
  if (owed_ > 0 && is_echo_of(line.text, command_)) return;
  const auto outcome = final_of(line);
  if (outcome && is_owed(*outcome)) {
    --owed_;
    ++counters_.stale_answers;
    if (outcome != Outcome::kConnect) return;  // the owner has to know of a call
  }
  report(is_ring(line) ? "RING" : line.text);
}

void Dialogue::handle_probe_line(const Line& line, TimePoint now) {
  if (is_echo_of(line.text, kProbe)) {
    has_echo_ = true;
    is_echoing_ = true;
    return;
  }
  if (is_ring(line)) return report("RING");
  if (is_unsolicited(line.text, stale_command_)) return report(line.text);
  const auto outcome = final_of(line);
  if (!outcome) {  // the rest of an old answer, or its echo
    if (state_ == State::kQuieting) deadline_ = std::min(now + kQuiet, quiet_limit_);
    return;
  }
  if (is_call_progress(*outcome) && !owes_progress_) return report(line.text);
  if (outcome == Outcome::kConnect) report(line.text);
  handle_probe_answer(now);
}

void Dialogue::handle_probe_answer(TimePoint now) {
  ++counters_.stale_answers;
  if (++probe_answers_ >= owed_ + probes_) return launch(now);
  // A modem known to echo has not seen the probe yet: this was an old answer.
  if (is_echoing_ && !has_echo_) return;
  if (state_ == State::kProbing) quiet_limit_ = now + kQuietLimit;
  state_ = State::kQuieting;
  deadline_ = std::min(now + kQuiet, quiet_limit_);
}

bool Dialogue::handle_answer(const Line& line, TimePoint now) {
  if (!has_echo_ && is_echo_of(line.text, command_)) {
    has_echo_ = true;
    answer_.info.clear();  // what came before the echo answered something else
    return false;
  }
  if (is_ring(line)) {
    report("RING");
    return false;
  }
  if (const auto outcome = final_of(line)) return handle_final(*outcome, line, now);
  if (is_unsolicited(line.text, command_))
    report(line.text);
  else
    keep_info(line.text);
  return false;
}

bool Dialogue::handle_final(Outcome outcome, const Line& line, TimePoint now) {
  if (is_stale(outcome)) {
    ++counters_.stale_answers;
    return false;
  }
  if (outcome == Outcome::kConnect) {
    answer_.result = line.text;
    // V.250, 6.2.6: a numeric result ends with its CR.
    if (line.is_open && !numeric_code(line.text)) {
      state_ = State::kConnecting;
      deadline_ = now + kLineEnd;
      return false;
    }
    finish(outcome, line.text);
    return true;
  }
  if (traits_.is_call && outcome == Outcome::kOk) {
    // Deviation: some modems say OK to a dial and CONNECT later.
    keep_info(line.text);
  } else if (!is_call_progress(outcome) || traits_.is_call) {
    finish(outcome, line.text);
  } else if (traits_.hangs_up && outcome == Outcome::kNoCarrier) {
    // Deviation: to ATH some modems say NO CARRIER, some OK, and tcpser both.
    hung_up_ = line.text;
    keep_info(line.text);
    deadline_ = std::min(*deadline_, now + kSecondAnswer);
  } else {
    report(line.text);
  }
  return false;
}

bool Dialogue::is_stale(Outcome outcome) const {
  if (has_echo_) return false;
  // NO CARRIER before the echo of the dial tells of the hang-up before it.
  const bool is_late_hangup = is_echoing_ && traits_.is_call && outcome == Outcome::kNoCarrier;
  return is_wary_ || is_late_hangup;
}

std::optional<Outcome> Dialogue::final_of(const Line& line) {
  if (const auto outcome = word_code(line.text)) {
    format_ = Format::kWords;
    return outcome;
  }
  if (!may_be_number(line)) return std::nullopt;
  const auto outcome = numeric_code(line.text);
  if (!outcome) return std::nullopt;
  const bool is_common = outcome == Outcome::kOk || outcome == Outcome::kError;
  if (!is_common && !traits_.is_call && !traits_.hangs_up && !owes_progress_) return std::nullopt;
  format_ = Format::kNumbers;
  return outcome;
}

// V.250, 6.2.6: with V0 a result is digits and CR, without the CR LF that comes before the lines
// of a modem that talks in words: "\r\n0\r\n" is the answer to a question such as ATS0?.
bool Dialogue::may_be_number(const Line& line) const {
  switch (format_) {
    case Format::kWords:
      return false;
    case Format::kNumbers:
      return line.is_open;
    case Format::kUnknown:
      return line.is_open && !line.is_headed;
  }
  return false;
}

bool Dialogue::is_ring(const Line& line) const {
  return may_be_number(line) && is_numeric_ring(line.text);
}

bool Dialogue::is_owed(Outcome outcome) const {
  return owed_ > 0 && (owes_progress_ || !is_call_progress(outcome));
}

void Dialogue::report(std::string line) {
  if (unsolicited_.size() == kMaxUnsolicited) {
    unsolicited_.pop_front();
    ++counters_.dropped;
  }
  unsolicited_.push_back({std::move(line)});
}

void Dialogue::keep_info(std::string line) {
  if (answer_.info.size() == kMaxInfo)
    ++counters_.dropped;
  else
    answer_.info.push_back(std::move(line));
}

}  // namespace dial::at
