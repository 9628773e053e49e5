#include "at/escape.hpp"

#include <algorithm>

#include "at/result_code.hpp"

namespace dial::at {
namespace {

using namespace std::chrono_literals;

constexpr Duration kSecondAnswer = 200ms;  // how long OK may take after NO CARRIER, or before it

std::optional<Outcome> code_of(const Line& line) {
  if (const auto outcome = word_code(line.text)) return outcome;
  if (line.is_headed || !line.is_open) return std::nullopt;
  return numeric_code(line.text);
}

}  // namespace

Escape::Escape(Settings settings, TimePoint now)
    : settings_(settings),
      deadline_(now + settings.guard),
      limit_(now + settings.guard + kSecondAnswer) {}

std::size_t Escape::handle_input(Octets octets, TimePoint now) {
  for (const std::uint8_t octet : octets) {
    // The far end says those words too, but does not fall silent after them.
    if (state_ == State::kSilent && octet != '\n') has_no_carrier_ = false;
    if (const auto line = lexer_.take(octet)) handle_line(*line, now);
  }
  return octets.size();
}

void Escape::handle_line(const Line& line, TimePoint now) {
  const auto outcome = code_of(line);
  if (outcome != Outcome::kOk && outcome != Outcome::kNoCarrier) return;
  switch (state_) {
    case State::kSilent:
      if (word_code(line.text) == Outcome::kNoCarrier) handle_lost_carrier(now);
      return;
    case State::kDone:
      return;
    case State::kEscaping:  // some modems do not wait for the second guard time
    case State::kAwaitingOk:
      hang_up(now);
      return;
    case State::kHangingUp:
      (outcome == Outcome::kOk ? has_ok_ : has_no_carrier_) = true;
      handle_hung_up(now);
      return;
  }
}

void Escape::handle_timeout(TimePoint now) {
  if (!deadline_ || now < *deadline_) return;
  switch (state_) {
    case State::kSilent:
      if (has_no_carrier_) return finish();
      output_ += "+++";
      state_ = State::kEscaping;
      deadline_ = now + settings_.guard;
      return;
    case State::kEscaping:
      state_ = State::kAwaitingOk;
      deadline_ = now + settings_.answer;
      return;
    case State::kAwaitingOk:
      // The modem may have been in command mode all along, with +++ as the start of a line.
      output_ += '\r';
      hang_up(now);
      return;
    case State::kHangingUp:
      return finish();
    case State::kDone:
      return;
  }
}

// There is no call any more, and a modem in command mode would not answer +++. Words only: the 3 of
// numeric codes passes too often in a call's data.
void Escape::handle_lost_carrier(TimePoint now) {
  has_no_carrier_ = true;
  deadline_ = std::min(limit_, std::max(*deadline_, now + kSecondAnswer));
}

void Escape::finish() {
  state_ = State::kDone;
  deadline_.reset();
}

void Escape::hang_up(TimePoint now) {
  output_ += "ATH\r";
  state_ = State::kHangingUp;
  limit_ = now + settings_.answer;
  deadline_ = limit_;
}

void Escape::handle_hung_up(TimePoint now) {
  if (has_ok_ && has_no_carrier_) return finish();
  deadline_ = std::min(limit_, now + kSecondAnswer);
}

}  // namespace dial::at
