#include "at/dialogue.hpp"

#include <algorithm>

namespace dial::at {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxCommand = 255;  // octets
constexpr unsigned kMaxOwed = 16;         // a modem that was off answers none of them

constexpr std::string_view kProbe = "AT";
constexpr unsigned kMaxProbes = 3;
constexpr Duration kProbeInterval = 1000ms;

bool is_printable(char c) {
  return c >= ' ' && c <= '~';
}

std::unexpected<Error> refuse(ErrorCode code, std::string why) {
  return std::unexpected(Error{.code = code, .layer = Layer::kModem, .context = std::move(why)});
}

}  // namespace

Result<> Dialogue::send(std::string_view command, Duration timeout, TimePoint now) {
  if (is_busy()) return refuse(ErrorCode::kInvalidParameter, "an AT command is outstanding");
  if (command.empty() || !std::all_of(command.begin(), command.end(), is_printable))
    return refuse(ErrorCode::kInvalidParameter, "an AT command is one line of printable ASCII");
  if (command.size() > kMaxCommand)
    return refuse(ErrorCode::kCommandTooLong,
                  "an AT command has at most " + std::to_string(kMaxCommand) + " octets");
  // Of the last command only its echo can still come.
  stale_command_ = std::exchange(command_, std::string(command));
  traits_ = traits_of(command);
  timeout_ = timeout;
  answer_ = {};
  hung_up_.reset();
  probes_ = 0;
  probe_answers_ = 0;
  if (owed_ > 0)
    probe(now);
  else
    launch(now);
  return {};
}

void Dialogue::probe(TimePoint now) {
  output_ += kProbe;
  output_ += '\r';
  ++probes_;
  has_echo_ = false;
  state_ = State::kProbing;
  deadline_ = now + kProbeInterval;
}

void Dialogue::launch(TimePoint now) {
  output_ += command_;
  output_ += '\r';
  is_wary_ = probes_ > 0 && has_echo_;
  has_echo_ = false;
  owed_ = 0;
  owes_progress_ = false;
  if (traits_.is_reset) format_ = Format::kUnknown;
  state_ = State::kAwaiting;
  deadline_ = now + timeout_;
}

void Dialogue::finish(Outcome outcome, std::string result) {
  answer_.outcome = outcome;
  answer_.result = std::move(result);
  finished_.push_back(std::exchange(answer_, {}));
  if (outcome != Outcome::kTimeout && outcome != Outcome::kHangup)
    is_echoing_ = has_echo_ && !traits_.is_reset;
  state_ = State::kIdle;
  deadline_.reset();
}

void Dialogue::give_up() {
  const bool is_probing = state_ == State::kProbing || state_ == State::kQuieting;
  owed_ = std::min(owed_ + (is_probing ? probes_ : 1), kMaxOwed);
  format_ = Format::kUnknown;
  if (is_probing) {
    command_ = stale_command_;  // the new one has not been sent: it has no echo
    return;
  }
  if (traits_.is_call || traits_.hangs_up) owes_progress_ = true;
  // V.250, 5.6.1: an octet ends a call that is being made, and the modem says so.
  if (traits_.is_call) output_ += '\r';
}

void Dialogue::abort(TimePoint) {
  if (!is_busy()) return;
  give_up();
  answer_ = {};
  state_ = State::kIdle;
  deadline_.reset();
}

void Dialogue::handle_timeout(TimePoint now) {
  if (!deadline_ || now < *deadline_) return;
  switch (state_) {
    case State::kIdle:
      return;
    case State::kProbing:
      // A modem that has lost its settings may have stopped echoing.
      is_echoing_ = false;
      if (probes_ < kMaxProbes) return probe(now);
      break;
    case State::kQuieting:
      return launch(now);
    case State::kConnecting:
      return finish(Outcome::kConnect, std::move(answer_.result));
    case State::kAwaiting:
      if (hung_up_) return finish(Outcome::kNoCarrier, *hung_up_);
      break;
  }
  give_up();
  finish(Outcome::kTimeout, {});
}

void Dialogue::handle_hangup() {
  lexer_.reset();
  output_.clear();
  owed_ = 0;
  owes_progress_ = false;
  is_echoing_ = false;
  format_ = Format::kUnknown;
  if (is_busy()) finish(Outcome::kHangup, {});
}

std::size_t Dialogue::handle_input(Octets octets, TimePoint now) {
  for (std::size_t at = 0; at < octets.size(); ++at) {
    if (state_ == State::kConnecting) {
      finish(Outcome::kConnect, std::move(answer_.result));
      return (octets[at] & 0x7f) == '\n' ? at + 1 : at;
    }
    const auto line = lexer_.take(octets[at]);
    if (line && handle_line(*line, now)) return at + 1;
  }
  return octets.size();
}

std::optional<Finished> Dialogue::poll_finished() {
  if (finished_.empty()) return std::nullopt;
  Finished first = std::move(finished_.front());
  finished_.pop_front();
  return first;
}

std::optional<Unsolicited> Dialogue::poll_unsolicited() {
  if (unsolicited_.empty()) return std::nullopt;
  Unsolicited first = std::move(unsolicited_.front());
  unsolicited_.pop_front();
  return first;
}

Dialogue::Counters Dialogue::counters() const {
  Counters counters = counters_;
  counters.overlong = lexer_.overlong();
  return counters;
}

}  // namespace dial::at
