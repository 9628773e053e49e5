#include "session/session.hpp"

#include <algorithm>

#include "session/characters.hpp"

namespace dial::session {
namespace {
// Octets kept for a reader that is not there yet; past it the line's flow control works.
constexpr std::size_t kMaxWaiting = 16 << 10;
}  // namespace

Session::Session(Settings settings, RandomSource random)
    : settings_(std::move(settings)), random_(std::move(random)), format_(settings_.characters) {}

void Session::dial(TimePoint now) {
  if (phase_ != Phase::kIdle) return;
  phase_ = Phase::kOpening;
  begin_log(now);
  enter(State::kOpenPort);
  settle(now);
}

void Session::acknowledge(std::uint64_t sequence, TimePoint now) {
  acknowledged_ = std::max(acknowledged_, std::min(sequence, sequence_));
  settle(now);
}

void Session::stop_holding(TimePoint now) {
  settings_.holds = false;
  acknowledged_ = sequence_;
  settle(now);
}

void Session::enter_once(State state) {
  if (std::ranges::find(upcoming_, state) == upcoming_.end()) enter(state);
}

// The way of one dial: what begins when the handler of a state has returned.
void Session::begin_step(State state, TimePoint now) {
  deadline_ = now + settings_.connect_limit;
  switch (state) {
    case State::kOpenPort:
      effects_.emplace_back(OpenPort{});
      return;
    case State::kPortOpened:
      return begin_device(now);
    case State::kConnectDevice:
      return begin_dial(now);
    case State::kDeviceConnected:
      return begin_login(now);
    case State::kAllDevicesConnected:
      return begin_ppp(now);
    case State::kAuthenticate:
    case State::kAuthRetry:
      return begin_authentication(now);
    case State::kAuthProject:
      return begin_projection(now);
    case State::kProjected:
      network_asked_ = true;
      effects_.emplace_back(ConfigureNetwork{*projection_});
      return;
    case State::kRetryAuthentication:
    case State::kInteractive:
    case State::kCallbackSetByCaller:
    case State::kPasswordExpired:
    case State::kInvokeEapUI:
      return begin_pause(now);
    case State::kConnected:
      connected_ = true;
      ++established_changes_;
      deadline_.reset();
      return;
    case State::kAuthNotify:
      // A peer that refuses for good hangs up at once: then nobody is asked for nothing.
      if (refusal_) deadline_ = now + settings_.link.timers.restart;
      return;
    case State::kAuthCallback:
    case State::kAuthChangePassword:
    case State::kAuthLinkSpeed:
    case State::kAuthAck:
    case State::kReAuthenticate:
    case State::kAuthenticated:
    case State::kPrepareForCallback:
    case State::kWaitForModemReset:
    case State::kWaitForCallback:
    case State::kSubEntryConnected:
    case State::kSubEntryDisconnected:
    case State::kApplySettings:
    case State::kDisconnected:
      return;
  }
}

// Reports the next state, or begins the step of the one reported. False: nothing to do now.
bool Session::advance(TimePoint now) {
  if (is_closing() || is_held()) return false;
  if (step_due_) {
    step_due_ = false;
    begin_step(state_, now);
    return true;
  }
  if (upcoming_.empty() || awaits_answer_) return false;
  state_ = upcoming_.front();
  upcoming_.pop_front();
  step_due_ = true;
  deadline_.reset();
  report(state_, {});
  return true;
}

void Session::report(State state, const Error& error) {
  state_ = state;
  ++sequence_;
  effects_.emplace_back(Notify{{.sequence = sequence_, .state = state, .error = error}});
  // A call that carries an error, or the last one, holds nothing.
  if (settings_.holds && !error && !is_terminal(state)) held_ = sequence_;
}

void Session::settle(TimePoint now) {
  while (take_events(now) || advance(now)) {
  }
  take_output();
  follow_hangup_switch();
  log_output(now);
}

bool Session::take_events(TimePoint now) {
  if (terminal_.is_ppp_seen() && takes_terminal_input()) {
    end_pause();
    end_terminal();
    return true;
  }
  if (auto* dialogue = std::get_if<at::Dialogue>(&talk_)) {
    while (dialogue->poll_unsolicited()) {
    }
    const auto answer = dialogue->poll_finished();
    if (answer) handle_answer(*answer, now);
    return answer.has_value();
  }
  if (const auto* escape = std::get_if<at::Escape>(&talk_)) {
    if (!escape->is_done()) return false;
    if (phase_ == Phase::kRecovering) {
      const bool revives = !settings_.modem.revival.commands.empty() && !is_revived_;
      revives ? revive(now) : begin_init(now);
    } else {
      close_port();
    }
    return true;
  }
  if (auto* script = std::get_if<Script>(&talk_)) return take_script_events(**script, now);
  if (auto* ppp = std::get_if<PppLine>(&talk_)) {
    const auto event = ppp->link().poll_event();
    if (event) handle_link_event(*event, now);
    return event.has_value();
  }
  return false;
}

// Changes who speaks on the line; what the last one still had to say is sent.
void Session::set_talk(Talk talk) {
  take_output();
  counted_ = statistics();
  talk_ = std::move(talk);
  if (std::exchange(has_interpreter_, false)) effects_.emplace_back(EndInterpreter{});
}

void Session::take_output() {
  if (auto* dialogue = std::get_if<at::Dialogue>(&talk_)) {
    say(octets_of(dialogue->poll_output()));
  } else if (auto* escape = std::get_if<at::Escape>(&talk_)) {
    say(octets_of(escape->poll_output()));
  } else if (auto* script = std::get_if<Script>(&talk_)) {
    take_script_output(**script);
  } else if (auto* ppp = std::get_if<PppLine>(&talk_)) {
    Buffer frames;
    ppp->drain_frames(frames);
    send(frames);
  }
}

void Session::say(Octets octets) {
  ByteWriter(unlogged_).bytes(octets);
  send(octets);
}

// What follows a break that the owner has not taken yet goes with it.
void Session::send(Octets octets) {
  const auto last = std::ranges::find_if(effects_.rbegin(), effects_.rend(), [](const Effect& due) {
    return std::holds_alternative<SendBreak>(due);
  });
  ByteWriter(last == effects_.rend() ? output_ : std::get<SendBreak>(*last).then).bytes(octets);
  counted_.line_bytes_sent += octets.size();
}

// What a login script or a person says.
void Session::send_text(Octets octets) {
  Buffer characters(octets.begin(), octets.end());
  put_parity(format_.characters(), characters);
  send(characters);
}

std::size_t Session::handle_input(Octets octets, TimePoint now) {
  const bool watches = may_lose_carrier() && phase_ != Phase::kEscaping;
  const bool is_at_flag = watches && carrier_.is_at_flag(octets);
  if (is_at_flag) octets = octets.first(1);
  if (watches) octets = octets.first(carrier_.before_flag(octets));
  const std::uint64_t broken = is_at_flag ? broken_frames() : 0;
  const std::size_t used = feed(octets, now);
  log_input(octets.first(used), now);
  counted_.line_bytes_received += used;
  // What an escape hears is its own affair: NO CARRIER may be the answer to ATH.
  if (watches) carrier_.handle_input(octets.first(used), now);
  if (is_at_flag && broken_frames() > broken) carrier_.handle_broken_frame(now);
  settle(now);
  return used;
}

std::uint64_t Session::broken_frames() const {
  const Statistics all = statistics();
  return all.fcs_errors + all.framing_errors;
}

std::optional<Octets> Session::poll_packet() {
  auto* ppp = std::get_if<PppLine>(&talk_);
  if (ppp == nullptr) return std::nullopt;
  const auto packet = ppp->poll_packet();
  if (!packet || is_closing()) return std::nullopt;
  ++counted_.packets_received;
  counted_.bytes_received += packet->size();
  return packet;
}

void Session::handle_packet(Octets ipv4) {
  auto* ppp = std::get_if<PppLine>(&talk_);
  if (ppp == nullptr || is_closing()) return;
  Buffer frame;
  if (!ppp->send_packet(ipv4, frame)) return;
  send(frame);
  ++counted_.packets_sent;
  counted_.bytes_sent += ipv4.size();
}

bool Session::wants_input() const {
  if (terminal_.is_open()) return terminal_.wants_input();
  return waiting_input_.size() < kMaxWaiting;
}

std::optional<Effect> Session::poll_effect() {
  if (effects_.empty()) return std::nullopt;
  Effect effect = std::move(effects_.front());
  effects_.pop_front();
  return effect;
}

std::optional<TimePoint> Session::poll_timeout() const {
  if (phase_ == Phase::kIdle || phase_ == Phase::kClosing || phase_ == Phase::kEnded) {
    return std::nullopt;
  }
  std::optional<TimePoint> next = deadline_;
  if (may_lose_carrier()) next = earlier(next, carrier_.poll_timeout());
  if (const auto* dialogue = std::get_if<at::Dialogue>(&talk_)) {
    next = earlier(next, dialogue->poll_timeout());
  } else if (const auto* escape = std::get_if<at::Escape>(&talk_)) {
    next = earlier(next, escape->poll_timeout());
  } else if (const auto* script = std::get_if<Script>(&talk_)) {
    next = earlier(next, (*script)->poll_timeout());
  } else if (const auto* ppp = std::get_if<PppLine>(&talk_)) {
    next = earlier(next, ppp->link().poll_timeout());
  }
  return next;
}

Statistics Session::statistics() const {
  Statistics all = counted_;
  if (const auto* ppp = std::get_if<PppLine>(&talk_)) {
    const auto& counters = ppp->counters();
    all.fcs_errors += counters.fcs_errors;
    all.framing_errors +=
        counters.aborts + counters.runts + counters.overlong + counters.bad_headers;
  }
  return all;
}

}  // namespace dial::session
