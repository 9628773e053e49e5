// The states that wait for whoever dialled (RAS: paused states).
#include "session/pause.hpp"

#include "base/callback_number.hpp"
#include "session/session.hpp"

namespace dial::session {
namespace {

bool is_authenticating(State state) {
  switch (state) {
    case State::kAuthenticate:
    case State::kAuthNotify:
    case State::kAuthRetry:
    case State::kAuthCallback:
    case State::kAuthChangePassword:
    case State::kAuthAck:
    case State::kReAuthenticate:
    case State::kAuthenticated:
    case State::kInvokeEapUI:
      return true;
    default:
      return false;
  }
}

Error wrong_state(State state) {
  return {ErrorCode::kInvalidAuthState, Layer::kManager,
          "the connection is in state " + std::string(state_name(state))};
}

}  // namespace

Error pause_failure(State paused) {
  Error error{ErrorCode::kInteractiveMode, Layer::kAuthentication, ""};
  if (paused == State::kRetryAuthentication) error.code = ErrorCode::kAuthenticationFailure;
  if (paused == State::kCallbackSetByCaller) error.code = ErrorCode::kBadCallbackNumber;
  if (paused == State::kPasswordExpired) error.code = ErrorCode::kPasswordExpired;
  if (paused == State::kInteractive) error.layer = Layer::kManager;
  return error;
}

Result<> Session::handle_prompt(State paused, std::string text, TimePoint now) {
  // The terminal is the profile's wish, and no protocol's.
  if (!is_paused(paused) || paused == State::kInteractive) {
    return std::unexpected(Error{ErrorCode::kInvalidParameter, Layer::kManager,
                                 std::string(state_name(paused)) + " is nothing to ask in"});
  }
  if (prompt_ || is_closing() || !lcp_opened_ || !is_authenticating(state_)) {
    return std::unexpected(wrong_state(state_));
  }
  Error failure = pause_failure(paused);
  failure.raw = text;
  ask(paused, {.text = std::move(text), .failure = std::move(failure)}, now);
  settle(now);
  return {};
}

// The state comes next, whatever is true already: it waits for the answer.
void Session::ask(State paused, Prompt prompt, TimePoint now) {
  const std::string& number = settings_.callback_number;
  const bool known = !number.empty() && number != kAskForCallbackNumber;
  if (paused == State::kCallbackSetByCaller && known) {
    answer_ = {.paused = paused, .user = {}, .password = {}, .number = number};
    return upcoming_.push_front(State::kAuthCallback);
  }
  if (!settings_.allow_pause) return fail(std::move(prompt.failure), now);
  prompt_ = std::move(prompt);
  upcoming_.push_front(paused);
}

void Session::begin_pause(TimePoint now) {
  if (!prompt_) return;  // whoever asked has ended meanwhile
  awaits_answer_ = true;
  deadline_ = now + settings_.pause_limit;
}

void Session::end_pause() {
  awaits_answer_ = false;
  prompt_.reset();
  deadline_.reset();
}

Result<> Session::resume(const ResumeInput& input, TimePoint now) {
  if (!awaits_answer_) return std::unexpected(wrong_state(state_));
  if (state_ == State::kCallbackSetByCaller) {
    if (auto good = check_callback_number(input.number); !good) return good;
  }
  if (prompt_ && prompt_->is_secret) log_.hide(Secret(input.password));
  end_pause();
  answer_ = {.paused = state_,
             .user = input.user,
             .password = Secret(input.password),
             .number = input.number};
  go_on_from(state_, now);
  settle(now);
  return {};
}

void Session::go_on_from(State paused, TimePoint now) {
  switch (paused) {
    case State::kInteractive:
      if (auto* script = std::get_if<Script>(&talk_))
        return (*script)->handle_answer(std::exchange(answer_, {})->password, now);
      return end_terminal();
    case State::kRetryAuthentication:
      take_credentials();
      return upcoming_.push_front(State::kAuthRetry);
    case State::kCallbackSetByCaller:
      return upcoming_.push_front(State::kAuthCallback);
    case State::kPasswordExpired:
      return upcoming_.push_front(State::kAuthChangePassword);
    default:  // kInvokeEapUI: the protocol says what follows
      deadline_ = now + settings_.connect_limit;
  }
}

void Session::take_credentials() {
  refusal_.reset();
  auto& authentication = settings_.link.authentication;
  if (!answer_->user.empty()) authentication.user = answer_->user;
  std::get<PppLine>(talk_).link().set_credentials(authentication.user, answer_->password);
}

const std::string& Session::prompt() const {
  static const std::string kNone;
  return prompt_ && is_paused(state_) ? prompt_->text : kNone;
}

// The peer's refusal stands. It has had the time to hang up: now another name may be tried.
void Session::ask_for_credentials(TimePoint now) {
  Prompt prompt{.text = refusal_->raw, .failure = *refusal_};
  ask(State::kRetryAuthentication, std::move(prompt), now);
}

Error Session::limit_error() const {
  if (!awaits_answer_) {
    return {ErrorCode::kRequestTimeout, Layer::kManager,
            "state " + std::string(state_name(state_)) + " took too long (connect_limit)"};
  }
  Error error = prompt_->failure;
  if (!error.context.empty()) error.context += "; ";
  error.context += "nobody answered in state " + std::string(state_name(state_)) + " (pause_limit)";
  return error;
}

bool Session::is_prompt_secret() const {
  return prompt_ && is_paused(state_) && prompt_->is_secret;
}

// The line for a person: before the modem dials, or behind CONNECT, in place of a login script or
// where that stops.
void Session::begin_terminal(std::string_view why, TimePoint now) {
  Error failure = pause_failure(State::kInteractive);
  failure.context = why;
  ask(State::kInteractive, {.text = {}, .failure = std::move(failure)}, now);
  if (is_closing()) return;
  set_talk(std::monostate{});
  terminal_.open(std::exchange(waiting_input_, {}), format_.characters());
}

void Session::handle_terminal_input(Octets octets, TimePoint now) {
  if (!takes_terminal_input() || octets.empty()) return;
  // Who talks to the modem may make it dial: from now on it has to be hung up.
  dialled_ = settings_.modem.present;
  deadline_ = now + settings_.pause_limit;
  send_text(octets);
}

void Session::end_terminal() {
  const bool ppp_seen = terminal_.is_ppp_seen();
  waiting_input_ = terminal_.close();
  const bool is_at_modem = phase_ == Phase::kInit;
  if (is_at_modem && !ppp_seen) {
    set_talk(at::Dialogue());
    return upcoming_.push_front(State::kConnectDevice);
  }
  // Whoever was at the modem has dialled by hand.
  phase_ = Phase::kOnline;
  if (is_at_modem) effects_.emplace_back(WatchCarrier{});
  enter(State::kAllDevicesConnected);
}

}  // namespace dial::session
