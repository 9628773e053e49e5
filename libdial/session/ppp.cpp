// From the carrier to the routed packet: LCP, authentication, IPCP, the network.
#include "session/session.hpp"

namespace dial::session {
namespace {

// Nobody answered LCP: what came instead says why, as far as it can be said. After a login it may
// be the echo of a password: then it is not shown.
Error with_what_was_heard(Error error, const Heard& heard, const Settings& settings) {
  if (error.code != ErrorCode::kPppNoResponse) return error;
  error.context += "; " + heard.explanation();
  const bool was_login = settings.login || settings.terminal != TerminalStage::kNone;
  if (!was_login) error.raw = heard.beginning();
  return error;
}

}  // namespace

void Session::begin_ppp(TimePoint now) {
  phase_ = Phase::kPpp;
  log_output(now);
  log_.end(now);
  settings_.link.authentication.ask_again = settings_.allow_pause;
  PppLine line(settings_.link, random_, settings_.escaped);
  line.link().open(now);
  // The peer may have spoken first: its frames came with the CONNECT, or ended the login script.
  for (Octets rest = waiting_input_; !rest.empty();) {
    rest = rest.subspan(line.handle_input(rest, now));
  }
  waiting_input_.clear();
  set_talk(std::move(line));
}

void Session::handle_link_event(const ppp::LinkEvent& event, TimePoint now) {
  ++established_changes_;
  if (const auto* opened = std::get_if<ppp::LcpOpened>(&event)) {
    handle_lcp_opened(*opened, now);
  } else if (std::holds_alternative<ppp::AuthenticationSucceeded>(event)) {
    if (std::exchange(authenticated_, true)) return;
    enter(State::kAuthNotify);
    enter(State::kAuthenticated);
    enter(State::kAuthProject);
  } else if (const auto* failed = std::get_if<ppp::AuthenticationFailed>(&event)) {
    handle_authentication_failed(*failed, now);
  } else if (const auto* network = std::get_if<ppp::NetworkOpened>(&event)) {
    handle_network_opened(network->projection);
  } else if (std::holds_alternative<ppp::NetworkClosed>(event)) {
    // The peer negotiates anew, if only because a request of its crossed our answer: packets wait
    // for the next NetworkOpened. Where the peer has given up, LinkDown follows.
  } else if (const auto* down = std::get_if<ppp::LinkDown>(&event)) {
    link_down_ = true;
    if (phase_ == Phase::kTerminating) return close_modem(now);
    fail(with_what_was_heard(down->error, std::get<PppLine>(talk_).heard(), settings_), now);
  }
}

void Session::handle_lcp_opened(const ppp::LcpOpened& event, TimePoint now) {
  authentication_due_ = event.authenticate_with != ppp::AuthenticationMethod::kNone;
  lcp_projection_.emplace();
  lcp_projection_->authentication = ppp::authentication_name(event.authenticate_with);
  lcp_projection_->mru = event.mru;
  if (!std::exchange(lcp_opened_, true)) return enter(State::kAuthenticate);
  // The peer negotiates anew. What its first round was allowed, this one is too.
  if (connected_) {
    auto& link = std::get<PppLine>(talk_).link();
    link.allow_authentication(now);
    link.allow_network(now);
  }
}

void Session::begin_authentication(TimePoint now) {
  if (authentication_due_ && settings_.link.authentication.user.empty()) {
    const Error failure{ErrorCode::kInteractiveMode, Layer::kAuthentication,
                        "the far end asks who we are, and the profile names no user"};
    return ask(State::kRetryAuthentication, {.text = {}, .failure = failure}, now);
  }
  auto& link = std::get<PppLine>(talk_).link();
  link.retry_authentication(now);
  link.allow_authentication(now);
  if (!authentication_due_) return enter_once(State::kAuthProject);
  if (settings_.send_ahead) link.allow_network(now);
}

void Session::begin_projection(TimePoint now) {
  std::get<PppLine>(talk_).link().allow_network(now);
}

// AuthNotify is true whatever becomes of it. Where others may be tried it is a state like every
// other, whose step decides; else it fails as it is entered.
void Session::handle_authentication_failed(const ppp::AuthenticationFailed& event, TimePoint now) {
  if (is_closing()) return;
  if (event.may_retry && !connected_) {
    refusal_ = event.error;
    return enter(State::kAuthNotify);
  }
  if (!connected_) report(State::kAuthNotify, {});
  fail(event.error, now);
}

void Session::handle_network_opened(const Projection& projection) {
  if (is_closing()) return;
  const bool again = projection_.has_value();
  const bool is_other =
      again &&
      (projection_->local != projection.local || projection_->remote != projection.remote ||
       projection_->mru != projection.mru || projection_->name_servers != projection.name_servers);
  projection_ = projection;
  if (!again) return enter(State::kProjected);
  // Before that the step of Projected takes the newest.
  if (is_other && network_asked_) effects_.emplace_back(ConfigureNetwork{projection});
}

void Session::handle_network_configured(const Result<>& result, TimePoint now) {
  if (is_closing()) return;
  if (!result) {
    fail(result.error(), now);
  } else if (!std::exchange(network_configured_, true)) {
    enter(State::kConnected);
  }
  settle(now);
}

void Session::handle_network_lost(Error error, TimePoint now) {
  fail(std::move(error), now);
  settle(now);
}

}  // namespace dial::session
