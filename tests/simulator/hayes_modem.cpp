#include "simulator/hayes_modem.hpp"

#include <utility>

namespace dial::simulator {
namespace {

using namespace std::chrono_literals;

constexpr Duration kRingInterval = 6s;
constexpr unsigned kRings = 10;
constexpr Duration kGuardTimeUnit = 20ms;  // S12 counts fiftieths of a second

}  // namespace

ModemSettings::ModemSettings() {
  registers[2] = '+';
  registers[3] = '\r';
  registers[4] = '\n';
  registers[5] = '\b';
  registers[6] = 2;
  registers[7] = 50;
  registers[8] = 2;
  registers[9] = 6;
  registers[10] = 14;
  registers[11] = 95;
  registers[12] = 50;
}

void HayesModem::handle_input(Octets octets, TimePoint now) {
  handle_timeout(now);
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (state_ == State::kOnline) {
      const auto data = octets.subspan(i);
      escape_.handle_input(data, now);
      line_.insert(line_.end(), data.begin(), data.end());
      return;
    }
    if (state_ != State::kDialling) {
      handle_command_octet(octets[i], now);
    } else if (now >= abortable_from_) {
      hang_up("a key was pressed");
      put_result(Code::kNoCarrier);
    }
  }
}

void HayesModem::handle_command_octet(std::uint8_t octet, TimePoint now) {
  if (settings_.echo) output_.push_back(octet);
  const auto line = reader_.handle_octet(
      octet, {.terminator = settings_.registers[3], .back_space = settings_.registers[5]});
  if (!line) return;
  if (line->is_overlong) {
    put_result(Code::kError);
    return;
  }
  execute(line->body, now);
}

void HayesModem::handle_line(Octets octets) {
  if (state_ == State::kOnline) output_.insert(output_.end(), octets.begin(), octets.end());
}

void HayesModem::handle_dtr(bool is_high, TimePoint now) {
  handle_timeout(now);
  if (std::exchange(is_dtr_high_, is_high) == is_high || is_high) return;
  reader_.reset();
  if (settings_.dtr == 0) return;
  if (settings_.dtr == 1) {
    if (state_ != State::kOnline) return;
    state_ = State::kEscaped;
    put_result(Code::kOk);
    return;
  }
  if (state_ != State::kCommand) {
    hang_up("DTR is low");
    put_result(Code::kNoCarrier);
  }
  if (settings_.dtr == 3) reset_settings();
}

void HayesModem::handle_carrier_lost(TimePoint now) {
  handle_timeout(now);
  if (state_ != State::kOnline && state_ != State::kEscaped) return;
  hang_up("carrier lost");
  put_result(Code::kNoCarrier);
}

void HayesModem::handle_ring(TimePoint now) {
  handle_timeout(now);
  if (state_ != State::kCommand) return;
  rings_left_ = kRings;
  settings_.registers[1] = 0;
  handle_ring_time(now);
}

void HayesModem::handle_ring_time(TimePoint now) {
  --rings_left_;
  ++settings_.registers[1];
  next_ring_ = rings_left_ > 0 ? std::optional(now + kRingInterval) : std::nullopt;
  put_result(Code::kRing);
  const auto answer_after = settings_.registers[0];
  const bool may_answer = is_dtr_high_ || settings_.dtr == 0;
  if (answer_after > 0 && settings_.registers[1] >= answer_after && may_answer) {
    (void)run_answer(now);
  }
}

void HayesModem::handle_timeout(TimePoint now) {
  if (next_ring_ && now >= *next_ring_) handle_ring_time(now);
  if (state_ == State::kOnline && escape_.handle_timeout(now)) {
    state_ = State::kEscaped;
    put_result(Code::kOk);
  }
  if (!deadline_ || now < *deadline_) return;
  deadline_.reset();
  if (state_ == State::kDialling) {
    settle_dial(now);
  } else {
    hang_up("carrier lost");
    put_result(Code::kNoCarrier);
  }
}

void HayesModem::settle_dial(TimePoint now) {
  switch (reaction_.outcome) {
    case Outcome::kConnect:
    case Outcome::kGarbage:
      return go_online(now);
    case Outcome::kDrop:
      deadline_ = now + reaction_.lasts;
      return go_online(now);
    case Outcome::kBusy:
      return fail_dial(Code::kBusy);
    case Outcome::kNoCarrier:
      return fail_dial(Code::kNoCarrier);
    case Outcome::kNoAnswer:
      return fail_dial(Code::kNoAnswer);
    case Outcome::kNoDialtone:
      return fail_dial(Code::kNoDialtone);
    case Outcome::kVoice:
      return fail_dial(Code::kVoice);
    case Outcome::kDelayed:
      return fail_dial(Code::kDelayed);
    case Outcome::kBlacklisted:
      return fail_dial(Code::kBlacklisted);
    case Outcome::kError:
      return fail_dial(Code::kError);
    case Outcome::kSilence:
      break;  // has no deadline
  }
}

void HayesModem::fail_dial(Code code) {
  hang_up("no connection");
  put_result(code);
}

void HayesModem::go_online(TimePoint now) {
  next_ring_.reset();
  rings_left_ = 0;
  enter_data(now);
  events_.push_back(Connected{number_, reaction_.outcome});
}

void HayesModem::enter_data(TimePoint now) {
  put_result(Code::kConnect, reaction_.rate);
  state_ = State::kOnline;
  escape_.start(settings_.registers[2], settings_.registers[12] * kGuardTimeUnit, now);
}

void HayesModem::hang_up(std::string_view reason) {
  state_ = State::kCommand;
  deadline_.reset();
  line_.clear();
  reader_.reset();
  events_.push_back(HungUp{reason});
}

Buffer HayesModem::poll_output() {
  return std::exchange(output_, {});
}

Buffer HayesModem::poll_line() {
  return std::exchange(line_, {});
}

std::optional<ModemEvent> HayesModem::poll_event() {
  if (events_.empty()) return std::nullopt;
  auto event = std::move(events_.front());
  events_.pop_front();
  return event;
}

std::optional<TimePoint> HayesModem::poll_timeout() const {
  auto deadline = earlier(deadline_, next_ring_);
  if (state_ == State::kOnline) deadline = earlier(deadline, escape_.poll_timeout());
  return deadline;
}

}  // namespace dial::simulator
