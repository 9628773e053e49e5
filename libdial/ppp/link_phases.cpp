#include <algorithm>
#include <utility>

#include "ppp/chap.hpp"
#include "ppp/link_impl.hpp"
#include "ppp/pap.hpp"

namespace dial::ppp {

void Link::Impl::close(Error reason, TimePoint now) {
  if (phase_ == Phase::kDown || phase_ == Phase::kTerminate) return;
  if (phase_ == Phase::kDead) return finish(std::move(reason));
  phase_ = Phase::kTerminate;
  reason_ = std::move(reason);
  echo_.stop();
  lcp_automaton_.close(error_text(reason_->code), now);
  // Where nothing was negotiated there is nothing to terminate (RFC 1661 4.1, Close in Stopped).
  if (lcp_automaton_.state() <= AutomatonState::kStopped) finish(*reason_);
  pump(now);
}

void Link::Impl::handle_line_down(Error reason) {
  if (phase_ == Phase::kDown) return;
  frames_.clear();
  finish(reason_.value_or(std::move(reason)));
}

void Link::Impl::handle_timeout(TimePoint now) {
  if (phase_ == Phase::kDead || phase_ == Phase::kDown) return;
  lcp_automaton_.handle_timeout(now);
  if (phase_ == Phase::kOpened) {
    if (us_) us_->handle_timeout(now);
    if (them_) them_->handle_timeout(now);
    if (is_authenticated()) ipcp_automaton_.handle_timeout(now);
    send_echo(now);
  }
  pump(now);
}

std::optional<TimePoint> Link::Impl::poll_timeout() const {
  if (phase_ == Phase::kDead || phase_ == Phase::kDown) return std::nullopt;
  auto deadline = lcp_automaton_.poll_timeout();
  if (phase_ != Phase::kOpened) return deadline;
  deadline = earlier(deadline, echo_.poll_timeout());
  if (us_) deadline = earlier(deadline, us_->poll_timeout());
  if (them_) deadline = earlier(deadline, them_->poll_timeout());
  // What was sent ahead is not repeated before the peer may look at it.
  if (is_authenticated()) deadline = earlier(deadline, ipcp_automaton_.poll_timeout());
  return deadline;
}

// Carries what one machine has to say to the others until none has anything to say.
void Link::Impl::pump(TimePoint now) {
  do {
    collect_frames();
    if (phase_ == Phase::kDead || phase_ == Phase::kDown) return;
    if (auto failure = lcp_.take_failure()) close(std::move(*failure), now);
    if (auto failure = ipcp_.take_failure()) close(std::move(*failure), now);
    if (phase_ == Phase::kOpened) {
      if (lcp_.take_echo_reply()) echo_.handle_reply();
      handle_rejected_protocol(now);
      watch_authentication(now);
      start_allowed_phases(now);
    }
    collect_frames();
  } while (handle_lcp_event(now) || handle_ipcp_event(now));
}

bool Link::Impl::handle_lcp_event(TimePoint now) {
  const auto event = lcp_automaton_.poll_event();
  if (!event || phase_ == Phase::kDown) return false;
  switch (*event) {
    case Automaton::LayerEvent::kUp:
      enter_opened(now);
      break;
    case Automaton::LayerEvent::kDown:
      leave_opened(now);
      break;
    case Automaton::LayerEvent::kTerminateRequested:
      close(lcp_error(), now);
      break;
    case Automaton::LayerEvent::kFinished:
      finish(reason_ ? *reason_ : lcp_error());
      break;
  }
  return true;
}

void Link::Impl::enter_opened(TimePoint now) {
  phase_ = Phase::kOpened;
  lcp_automaton_.limit_packets(lcp_.theirs().mru);
  make_sides();
  events_.push_back(LcpOpened{method(), lcp_.theirs().mru});
  echo_.start(now);
}

void Link::Impl::make_sides() {
  const auto& options = options_.authentication;
  switch (lcp_.theirs().authentication) {
    case AuthenticationMethod::kNone:
      break;
    case AuthenticationMethod::kPap:
      us_ = std::make_unique<PapPeer>(options, options_.timers, std::uint8_t{1});
      break;
    case AuthenticationMethod::kChapMd5:
      us_ = std::make_unique<ChapPeer>(options, options_.timers);
      break;
  }
  switch (lcp_.ours().authentication) {
    case AuthenticationMethod::kNone:
      break;
    case AuthenticationMethod::kPap:
      them_ = std::make_unique<PapAuthenticator>(options, options_.timers);
      break;
    case AuthenticationMethod::kChapMd5:
      them_ = std::make_unique<ChapAuthenticator>(options, options_.timers, random_);
      break;
  }
}

// LCP negotiates again or ends: what stood on it is gone (RFC 1661 3.7).
void Link::Impl::leave_opened(TimePoint now) {
  const bool ending = lcp_automaton_.state() <= AutomatonState::kStopping;
  if (ending && !reason_) reason_ = lcp_error();
  phase_ = ending ? Phase::kTerminate : Phase::kEstablish;
  echo_.stop();
  us_.reset();
  them_.reset();
  kept_.clear();
  authentication_started_ = false;
  authentication_reported_ = false;
  if (std::exchange(network_started_, false)) ipcp_automaton_.down(now);
}

void Link::Impl::start_allowed_phases(TimePoint now) {
  if (authentication_allowed_ && !authentication_started_) start_authentication(now);
  if (may_start_network() && !network_started_) start_network(now);
}

void Link::Impl::start_authentication(TimePoint now) {
  authentication_started_ = true;
  for (auto* side : {us_.get(), them_.get()}) {
    if (side == nullptr) continue;
    side->use_restart_interval(restart_interval());
    side->start(now);
  }
  handle_kept(now);
  collect_frames();
  watch_authentication(now);
}

// RFC 1661 3.5: the network phase follows authentication. Sending ahead, our own first request may
// go out behind our credentials; never before the peer has proved to us who it is.
bool Link::Impl::may_start_network() const {
  if (phase_ != Phase::kOpened || !authentication_started_ || !network_allowed_) return false;
  return is_authenticated() || (!them_ && us_ && us_->has_sent_credentials());
}

void Link::Impl::start_network(TimePoint now) {
  network_started_ = true;
  ipcp_automaton_.use_restart_interval(restart_interval());
  ipcp_automaton_.limit_packets(lcp_.theirs().mru);
  if (ipcp_automaton_.state() == AutomatonState::kInitial) ipcp_automaton_.open(now);
  ipcp_automaton_.up(now);
  handle_kept(now);
}

bool Link::Impl::is_authenticated() const {
  const auto accepted = [](const auto& side) {
    return !side || side->progress() == Authentication::Progress::kAccepted;
  };
  return authentication_started_ && accepted(us_) && accepted(them_);
}

void Link::Impl::watch_authentication(TimePoint now) {
  for (const auto* side : {us_.get(), them_.get()})
    if (side != nullptr && fail_authentication(*side, now)) return;
  if (!is_authenticated() || authentication_reported_ || !(us_ || them_)) return;
  authentication_reported_ = true;
  refusal_.reset();
  events_.push_back(AuthenticationSucceeded{us_ ? us_->message() : std::string()});
  // What was sent ahead gets its whole interval from now, and the answers kept are read.
  if (network_started_) {
    ipcp_automaton_.restart_timer(now);
    handle_kept(now);
  }
}

// True: the link ends.
bool Link::Impl::fail_authentication(const Authentication& side, TimePoint now) {
  const bool refused = side.progress() == Authentication::Progress::kRefused;
  if (!refused && side.progress() != Authentication::Progress::kTimedOut) return false;
  if (&side == us_.get() && refused && options_.authentication.ask_again) {
    if (std::exchange(waits_for_retry_, true)) return false;
    // Should the peer negotiate anew, the same credentials are not for it again.
    authentication_allowed_ = false;
    refusal_ = authentication_error(side);
    events_.push_back(AuthenticationFailed{*refusal_, true});
    return false;
  }
  Error error = authentication_error(side);
  events_.push_back(AuthenticationFailed{error});
  close(std::move(error), now);
  return true;
}

Error Link::Impl::authentication_error(const Authentication& side) const {
  const bool ours = &side == us_.get();
  const std::string method_used(
      authentication_name(ours ? lcp_.theirs().authentication : lcp_.ours().authentication));
  Error error{ErrorCode::kAuthenticationFailure, Layer::kAuthentication, {}, {}, 0};
  if (side.progress() == Authentication::Progress::kTimedOut) {
    error.code = ErrorCode::kPppTimeout;
    error.context = method_used + (ours ? ": no answer from the peer"
                                        : ": the peer does not authenticate itself");
    return error;
  }
  error.context = ours ? method_used + " as " + options_.authentication.user
                       : method_used + ": wrong secret from " + printable(octets_of(side.name()));
  error.raw = side.message();
  return error;
}

bool Link::Impl::handle_ipcp_event(TimePoint now) {
  const auto event = ipcp_automaton_.poll_event();
  if (!event || phase_ != Phase::kOpened) return event.has_value();
  switch (*event) {
    case Automaton::LayerEvent::kUp:
      open_network(now);
      break;
    case Automaton::LayerEvent::kDown:
      events_.push_back(NetworkClosed{ipcp_error()});
      break;
    case Automaton::LayerEvent::kTerminateRequested:
    case Automaton::LayerEvent::kFinished:
      // Nothing is won by waiting for the one to become the other: there is no other network
      // protocol to keep the link up for.
      close(ipcp_error(), now);
      break;
  }
  return true;
}

void Link::Impl::open_network(TimePoint now) {
  if (!ipcp_.local()) {
    return close({ErrorCode::kPppNoAddressAssigned,
                  Layer::kNcp,
                  "the peer agreed that we have no address",
                  {},
                  0},
                 now);
  }
  network_was_open_ = true;
  Projection projection;
  projection.local = ipcp_.local();
  projection.remote = ipcp_.remote();
  projection.name_servers = ipcp_.name_servers();
  projection.authentication = authentication_name(method());
  projection.mru = lcp_.theirs().mru;
  events_.push_back(NetworkOpened{std::move(projection)});
}

void Link::Impl::handle_rejected_protocol(TimePoint now) {
  const auto protocol = lcp_.take_rejected_protocol();
  if (!protocol) return;
  if (*protocol == kProtocolLcp) return lcp_automaton_.handle_protocol_rejected(now);
  if (*protocol == kProtocolIpcp) {
    return close({ErrorCode::kPppCpRejected, Layer::kNcp, "the peer does not speak IPCP", {}, 0},
                 now);
  }
  if (them_ && them_->protocol() == *protocol) {
    return close({ErrorCode::kPeerRefusedToAuthenticate,
                  Layer::kAuthentication,
                  "the peer agreed to authenticate itself and then rejects the protocol",
                  {},
                  0},
                 now);
  }
  if (us_ && us_->protocol() == *protocol) {
    close({ErrorCode::kAuthProtocolRejected,
           Layer::kAuthentication,
           "the peer asked us to authenticate ourselves and then rejects the protocol",
           {},
           0},
          now);
  }
}

void Link::Impl::send_echo(TimePoint now) {
  switch (echo_.handle_timeout(now)) {
    case EchoMonitor::Due::kNothing:
      return;
    case EchoMonitor::Due::kSendRequest:
      return lcp_automaton_.send(kEchoRequest, lcp_.echo_data());
    case EchoMonitor::Due::kDead:
      return close({ErrorCode::kLinkFailure,
                    Layer::kLcp,
                    std::to_string(options_.lcp.echo_failures) + " LCP echoes were not answered",
                    {},
                    0},
                   now);
  }
}

AuthenticationMethod Link::Impl::method() const {
  const auto asked_of_us = lcp_.theirs().authentication;
  return asked_of_us != AuthenticationMethod::kNone ? asked_of_us : lcp_.ours().authentication;
}

// One and a half round trips, as far as one is known, and never less than the class of the link
// says.
Duration Link::Impl::restart_interval() const {
  const auto round_trip = lcp_automaton_.round_trip().value_or(Duration(0));
  return std::max(options_.timers.restart, round_trip * 3 / 2);
}

void Link::Impl::finish(Error reason) {
  phase_ = Phase::kDown;
  echo_.stop();
  kept_.clear();
  us_.reset();
  them_.reset();
  events_.push_back(LinkDown{std::move(reason)});
}

Error Link::Impl::lcp_error() const {
  switch (lcp_automaton_.finish()) {
    case Automaton::Finish::kPeer:
      return terminated_by_peer();
    case Automaton::Finish::kRejected:
      return {ErrorCode::kPppCpRejected, Layer::kLcp, "the peer rejects LCP packets", {}, 0};
    case Automaton::Finish::kNotConverging:
      return {ErrorCode::kPppNotConverging,
              Layer::kLcp,
              "the peer and we do not agree on the options of the link",
              {},
              0};
    case Automaton::Finish::kTimeout:
    case Automaton::Finish::kClosed:
      break;
  }
  if (lcp_automaton_.has_peer_terminated()) return terminated_by_peer();
  if (!heard_peer_)
    return {ErrorCode::kPppNoResponse, Layer::kLcp, "no LCP packet was answered", {}, 0};
  return {ErrorCode::kPppTimeout, Layer::kLcp, "the peer stopped answering LCP", {}, 0};
}

// By the phase that was reached; the text is the peer's own.
Error Link::Impl::terminated_by_peer() const {
  Error error{ErrorCode::kPppRemoteTerminated, Layer::kLcp, "the peer ended the negotiation",
              lcp_automaton_.peer_text(), 0};
  if (network_was_open_) {
    error.code = ErrorCode::kRemoteDisconnection;
    error.context = "the peer ended the link";
    return error;
  }
  if (refusal_) return *refusal_;
  // Some peers take our refusal, open LCP without authentication and hang up at once.
  if (const auto refused = lcp_.refused_authentication(error.raw)) return *refused;
  if ((us_ || them_) && !is_authenticated()) {
    error.code = ErrorCode::kPppLcpTerminated;
    error.context = "the peer ended the link before authentication was done";
  }
  return error;
}

Error Link::Impl::ipcp_error() const {
  Error error{ErrorCode::kPppTimeout, Layer::kNcp, "the peer does not answer IPCP",
              ipcp_automaton_.peer_text(), 0};
  switch (ipcp_automaton_.finish()) {
    case Automaton::Finish::kRejected:
      error.code = ErrorCode::kPppCpRejected;
      error.context = "the peer rejects IPCP packets";
      return error;
    case Automaton::Finish::kNotConverging:
      error.code = ErrorCode::kPppNotConverging;
      error.context = "the peer and we do not agree on the addresses";
      return error;
    case Automaton::Finish::kPeer:
    case Automaton::Finish::kTimeout:
    case Automaton::Finish::kClosed:
      break;
  }
  const bool negotiates = ipcp_automaton_.state() >= AutomatonState::kReqSent;
  if (ipcp_automaton_.has_peer_terminated()) {
    error.code = ErrorCode::kPppNcpTerminated;
    error.context = "the peer ended IPCP";
  } else if (negotiates) {
    error.code = ErrorCode::kPppNcpTerminated;
    error.context = "the peer negotiates IPCP anew";
  }
  return error;
}

}  // namespace dial::ppp
