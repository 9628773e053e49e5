// The way down: PPP is terminated, the modem hung up, the port closed, each within a limit; then
// the one Disconnected.
#include <algorithm>

#include "session/session.hpp"

namespace dial::session {
namespace {
// How long a peer may take to acknowledge our Terminate-Request when the caller is in a hurry.
constexpr Duration kHurry{500};
}  // namespace

void Session::fail(Error error, TimePoint now) {
  if (is_closing()) return;  // the first reason is the reason
  reason_ = std::move(error);
  forget_plans();
  if (!connected_) report(state_, reason_);
  close_down(now);
}

void Session::forget_plans() {
  upcoming_.clear();
  step_due_ = false;
  awaits_answer_ = false;
  prompt_.reset();
  question_.reset();
  answer_.reset();
  if (terminal_.is_open()) terminal_.close();
}

void Session::hang_up(Error reason, bool hurry, TimePoint now) {
  if (phase_ == Phase::kEnded) return;
  if (hurry && phase_ == Phase::kTerminating) deadline_ = earlier(deadline_, now + kHurry);
  if (is_closing()) return;
  reason_ = std::move(reason);
  hurry_ = hurry;
  forget_plans();
  close_down(now);
  settle(now);
}

void Session::close_down(TimePoint now) {
  auto* ppp = std::get_if<PppLine>(&talk_);
  if (ppp == nullptr || line_lost_ || link_down_) return close_modem(now);
  phase_ = Phase::kTerminating;
  const Duration patience = settings_.link.timers.restart;
  deadline_ = now + (hurry_ ? std::min(patience, kHurry) : patience);
  ppp->link().close(reason_, now);
}

void Session::close_modem(TimePoint now) {
  if (auto* dialogue = std::get_if<at::Dialogue>(&talk_); dialogue != nullptr && !line_lost_) {
    dialogue->abort(now);
  }
  deadline_.reset();
  if (!dialled_ || line_lost_ || !settings_.modem.hangs_up_by_escape) {
    return close_port();
  }
  phase_ = Phase::kEscaping;
  set_talk(at::Escape({.guard = settings_.modem.guard_time}, now));
}

void Session::close_port() {
  set_talk(std::monostate{});
  phase_ = Phase::kClosing;
  effects_.emplace_back(CloseDown{});
}

void Session::handle_closed(TimePoint now) {
  if (phase_ != Phase::kClosing) return;
  phase_ = Phase::kEnded;
  report(State::kDisconnected, reason_);
  settle(now);
}

void Session::handle_line_lost(Error error, TimePoint now) {
  if (phase_ == Phase::kClosing || phase_ == Phase::kEnded || line_lost_) return;
  line_lost_ = true;
  if (is_closing()) {
    close_port();
  } else {
    // The same event has two names in RAS: before Connected nothing is lost but a dial.
    if (error.code != ErrorCode::kHardwareFailure) {
      error.code = connected_ ? ErrorCode::kLinkFailure : ErrorCode::kNoConnection;
    }
    error.context += script_place();
    fail(std::move(error), now);
  }
  settle(now);
}

void Session::handle_timeout(TimePoint now) {
  if (auto* dialogue = std::get_if<at::Dialogue>(&talk_)) {
    dialogue->handle_timeout(now);
  } else if (auto* escape = std::get_if<at::Escape>(&talk_)) {
    escape->handle_timeout(now);
  } else if (auto* script = std::get_if<Script>(&talk_)) {
    (*script)->handle_timeout(now);
  } else if (auto* ppp = std::get_if<PppLine>(&talk_)) {
    ppp->link().handle_timeout(now);
  }
  if (may_lose_carrier() && carrier_.is_lost(now)) {
    handle_line_lost(
        {ErrorCode::kNoConnection, Layer::kModem, "the modem lost the carrier", "NO CARRIER"}, now);
  }
  settle(now);
  if (!deadline_ || now < *deadline_) return;
  deadline_.reset();
  handle_deadline(now);
  settle(now);
}

void Session::handle_deadline(TimePoint now) {
  if (phase_ == Phase::kTerminating) return close_modem(now);
  if (phase_ == Phase::kReviving) return revive(now);
  if (state_ == State::kAuthNotify && refusal_) return ask_for_credentials(now);
  fail(limit_error(), now);
}

}  // namespace dial::session
