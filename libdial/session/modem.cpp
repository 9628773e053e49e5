// From the open port to the carrier: init commands, the dial.
#include <utility>

#include "session/outcome_error.hpp"
#include "session/session.hpp"

namespace dial::session {

void Session::handle_port_opened(TimePoint now) {
  if (phase_ != Phase::kOpening) return;
  if (settings_.modem.present) {
    settings_.modem.revival.commands.empty() ? begin_init(now) : begin_reviving(now);
  } else {
    phase_ = Phase::kOnline;
    log_login(now);
    enter(State::kPortOpened);
  }
  settle(now);
}

void Session::handle_port_failed(Error error, TimePoint now) {
  if (phase_ != Phase::kOpening) return;
  fail(std::move(error), now);
  settle(now);
}

void Session::begin_init(TimePoint now) {
  phase_ = Phase::kInit;
  next_init_ = 0;
  set_talk(at::Dialogue());
  send_init(now);
}

void Session::send_init(TimePoint now) {
  const ModemSettings& modem = settings_.modem;
  if (next_init_ == modem.init.size()) {
    deadline_.reset();
    return enter(State::kPortOpened);
  }
  deadline_.reset();  // the dialogue has its own
  const auto sent =
      std::get<at::Dialogue>(talk_).send(modem.init[next_init_], modem.init_timeout, now);
  if (!sent) fail(sent.error(), now);
}

void Session::begin_device(TimePoint now) {
  const bool is_direct = !settings_.modem.present;
  const TerminalStage terminal = settings_.terminal;
  if (terminal == TerminalStage::kBeforeDial || (is_direct && terminal != TerminalStage::kNone)) {
    return begin_terminal(kTerminalWanted, now);
  }
  if (!is_direct) return enter(State::kConnectDevice);
  enter(settings_.login ? State::kDeviceConnected : State::kAllDevicesConnected);
}

void Session::begin_dial(TimePoint now) {
  phase_ = Phase::kDialling;
  dialled_ = true;
  deadline_.reset();
  const auto sent =
      std::get<at::Dialogue>(talk_).send(settings_.dial_command, settings_.modem.dial_timeout, now);
  if (!sent) fail(sent.error(), now);
}

void Session::handle_answer(const at::Finished& answer, TimePoint now) {
  if (phase_ == Phase::kReviving) return handle_revival_answer(answer, now);
  if (phase_ == Phase::kInit) return handle_init_answer(answer, now);
  if (phase_ != Phase::kDialling) return;
  if (answer.outcome != at::Outcome::kConnect) {
    return fail(dial_error(answer, settings_.number), now);
  }
  connect_text_ = answer.result;
  set_talk(std::monostate{});
  phase_ = Phase::kOnline;
  log_login(now);
  effects_.emplace_back(WatchCarrier{});
  enter(State::kDeviceConnected);
}

void Session::handle_init_answer(const at::Finished& answer, TimePoint now) {
  if (answer.outcome == at::Outcome::kOk) {
    ++next_init_;
    return send_init(now);
  }
  // A modem that says nothing may have been left on-line by its last user, one that connects now
  // was left dialling: hang that call up.
  const bool has_call =
      answer.outcome == at::Outcome::kTimeout || answer.outcome == at::Outcome::kConnect;
  if (has_call && recover())
    return set_talk(at::Escape({.guard = settings_.modem.guard_time}, now));
  fail(init_error(answer, settings_.modem.init[next_init_]), now);
}

// False: the modem was escaped from its call before, in this dial.
bool Session::recover() {
  if (std::exchange(has_recovered_, true)) return false;
  phase_ = Phase::kRecovering;
  return true;
}

std::size_t Session::feed(Octets octets, TimePoint now) {
  if (auto* dialogue = std::get_if<at::Dialogue>(&talk_)) {
    return dialogue->handle_input(octets, now);
  }
  if (auto* escape = std::get_if<at::Escape>(&talk_)) return escape->handle_input(octets, now);
  if (auto* ppp = std::get_if<PppLine>(&talk_)) return ppp->handle_input(octets, now);
  if (auto* script = std::get_if<Script>(&talk_)) {
    (*script)->handle_input(octets, now);
  } else if (terminal_.is_open()) {
    terminal_.handle_input(octets);
  } else if (is_online()) {
    ByteWriter(waiting_input_).bytes(octets);
  }
  return octets.size();
}

}  // namespace dial::session
