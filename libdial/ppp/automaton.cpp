#include "ppp/automaton.hpp"

#include <algorithm>
#include <utility>

namespace dial::ppp {
namespace {

// Naks and Rejects, in both directions together, until a negotiation is called hopeless.
constexpr unsigned kMaxRounds = 30;
constexpr std::size_t kHeader = 4;

// RFC 1661 4.6: the restart timer runs while an answer is awaited, and only then.
bool runs_timer(AutomatonState state) {
  return state >= AutomatonState::kClosing && state <= AutomatonState::kAckSent;
}

bool is_negotiating(AutomatonState state) {
  return state >= AutomatonState::kReqSent && state <= AutomatonState::kAckSent;
}

bool contains(const std::vector<Option>& options, const Option& wanted) {
  return std::ranges::any_of(options, [&](const Option& option) {
    return option.type == wanted.type && std::ranges::equal(option.value, wanted.value);
  });
}

}  // namespace

Automaton::Automaton(Protocol& protocol, const Timers& timers, std::uint8_t first_id)
    : protocol_(protocol), timers_(timers), timer_(timers), next_id_(first_id) {}

void Automaton::open(TimePoint now) {
  if (state_ == AutomatonState::kClosed) begin_negotiation();
  apply(AutomatonEvent::kOpen, now);
}

void Automaton::close(std::string_view text, TimePoint now) {
  terminate_text_ = text;
  finish_ = Finish::kClosed;
  apply(AutomatonEvent::kClose, now);
}

void Automaton::up(TimePoint now) {
  begin_negotiation();
  apply(AutomatonEvent::kUp, now);
}

// RFC 1661 4.2, Stopped: the automaton is open and waits for the peer; nothing is outstanding.
void Automaton::wait_for_peer() {
  begin_negotiation();
  state_ = AutomatonState::kStopped;
}

void Automaton::resume(std::uint8_t next_id) {
  state_ = AutomatonState::kOpened;
  next_id_ = next_id;
}

void Automaton::down(TimePoint now) {
  apply(AutomatonEvent::kDown, now);
}

void Automaton::handle_packet(Octets information, TimePoint now) {
  const auto packet = parse_packet(information);
  // RFC 1661 4.2: in Initial and Starting the lower layer is down; nothing can arrive.
  if (!packet || state_ <= AutomatonState::kStarting) return;
  received_ = *packet;
  information_ = information.first(kHeader + packet->data.size());
  switch (packet->code) {
    case kConfigureRequest:
      return handle_request(*packet, now);
    case kConfigureAck:
      return handle_ack(*packet, now);
    case kConfigureNak:
    case kConfigureReject:
      return handle_nak_or_reject(*packet, now);
    case kTerminateRequest:
      return handle_terminate(*packet, now);
    case kTerminateAck:
      // RFC 1661 4.3, RTA: the peer of an Opened link has lost its state; all is negotiated anew.
      if (is_open()) begin_negotiation();
      return apply(AutomatonEvent::kTerminateAckReceived, now);
    case kCodeReject:
      return handle_code_reject(*packet, now);
    default:
      return handle_extra(*packet, now);
  }
}

void Automaton::handle_protocol_rejected(TimePoint now) {
  give_up(Finish::kRejected, now);
}

void Automaton::handle_timeout(TimePoint now) {
  if (!timer_.is_due(now)) return;
  const bool terminating =
      state_ == AutomatonState::kClosing || state_ == AutomatonState::kStopping;
  if (!timer_.has_tries()) {
    if (!terminating) finish_ = Finish::kTimeout;
    return apply(AutomatonEvent::kTimeoutExhausted, now);
  }
  // The end of a link is bounded by Max-Terminate equal intervals.
  if (!terminating) timer_.back_off();
  apply(AutomatonEvent::kTimeoutWithTries, now);
}

void Automaton::restart_timer(TimePoint now) {
  if (runs_timer(state_)) timer_.restart(now);
}

void Automaton::send(std::uint8_t code, Octets data) {
  const auto room = std::min<std::size_t>(data.size(), mru_ - kHeader);
  packets_.push_back(build_packet(code, next_id_++, data.first(room)));
}

std::optional<Buffer> Automaton::poll_packet() {
  if (packets_.empty()) return std::nullopt;
  auto packet = std::move(packets_.front());
  packets_.pop_front();
  return packet;
}

std::optional<Automaton::LayerEvent> Automaton::poll_event() {
  if (events_.empty()) return std::nullopt;
  const auto event = events_.front();
  events_.pop_front();
  return event;
}

// The one place where the state changes.
void Automaton::apply(AutomatonEvent event, TimePoint now) {
  const auto step = step_for(event, state_);
  if (step.next < 0) return;
  state_ = static_cast<AutomatonState>(step.next);
  act(step.actions, now);
  if (!runs_timer(state_)) timer_.stop();
}

void Automaton::act(unsigned actions, TimePoint now) {
  using namespace action;
  const auto has = [actions](unsigned one) { return (actions & one) != 0; };
  if (has(tld)) events_.push_back(LayerEvent::kDown);
  if (has(irc) && has(str)) timer_.initialize_end(timers_.max_terminate);
  if (has(irc) && !has(str)) timer_.initialize(timers_.max_configure);
  if (has(zrc)) timer_.zero(now);
  if (has(scr)) send_configure_request(now);
  if (has(sca) || has(scn)) packets_.push_back(std::exchange(answer_, {}));
  if (has(str)) {
    if (has(irc)) terminate_id_ = next_id_++;
    send_terminate_request(now);
  }
  if (has(sta)) packets_.push_back(build_packet(kTerminateAck, received_.id, {}));
  if (has(scj)) send_code_reject();
  if (has(tlu)) events_.push_back(LayerEvent::kUp);
  if (has(tlf)) events_.push_back(LayerEvent::kFinished);
}

void Automaton::begin_negotiation() {
  protocol_.restart();
  timer_.initialize(timers_.max_configure);
  request_outstanding_ = false;
  naks_sent_ = 0;
  rounds_ = 0;
  peer_configures_ = false;
  peer_terminated_ = false;
  peer_text_.clear();
  finish_ = Finish::kClosed;
}

// Nothing can come of it any more: what the table does when a code it cannot do without is
// rejected (RXJ-).
void Automaton::give_up(Finish reason, TimePoint now) {
  finish_ = reason;
  terminate_text_.clear();
  apply(AutomatonEvent::kRejectCatastrophic, now);
}

void Automaton::handle_request(const Packet& packet, TimePoint now) {
  const auto options = parse_options(packet.data);
  if (!options) return;
  const bool judged = is_negotiating(state_) || state_ == AutomatonState::kOpened ||
                      state_ == AutomatonState::kStopped;
  if (!judged) return apply(AutomatonEvent::kGoodRequest, now);  // the table does not look at it
  if (!is_negotiating(state_)) begin_negotiation();
  peer_configures_ = true;
  if (judge_request(packet, *options)) {
    naks_sent_ = 0;
    return apply(AutomatonEvent::kGoodRequest, now);
  }
  if (count_round(now)) apply(AutomatonEvent::kBadRequest, now);
}

// RFC 1661 5.2 to 5.4: options that are not recognised are rejected, alone and in their order; else
// those with unacceptable values are Nak'ed; else the whole list is acknowledged unchanged.
bool Automaton::judge_request(const Packet& packet, const std::vector<Option>& options) {
  Buffer rejected;
  for (const auto& option : options)
    if (!protocol_.recognises(option)) append_option(rejected, option);
  if (!rejected.empty()) {
    answer_ = build_packet(kConfigureReject, packet.id, rejected);
    return false;
  }
  Buffer suggested;
  Buffer refused;  // what `suggested` would replace
  protocol_.begin_judging();
  for (const auto& option : options) {
    const auto suggestion = protocol_.judge(option);
    if (!suggestion) continue;
    append_option(suggested, option.type, *suggestion);
    append_option(refused, option);
  }
  // RFC 1661 4.6, Max-Failure: after so many Naks the remaining ones become Rejects.
  const bool may_nak = naks_sent_ < timers_.max_failure;
  if (may_nak) protocol_.append_missing(suggested);
  const auto& options_refused = may_nak ? suggested : refused;
  if (options_refused.empty()) {
    answer_ = build_packet(kConfigureAck, packet.id, packet.data);
    return true;
  }
  if (may_nak) ++naks_sent_;
  answer_ = build_packet(may_nak ? kConfigureNak : kConfigureReject, packet.id, options_refused);
  return false;
}

// RFC 1661 5.2: the identifier and the options must be those of the last Configure-Request; other
// packets are discarded. So is a second reply to the same request: answering it would tear an
// Opened link down, and links that duplicate frames exist (4.3, RCA, on crossed connections).
void Automaton::handle_ack(const Packet& packet, TimePoint now) {
  const bool expects_reply = is_negotiating(state_) || state_ == AutomatonState::kOpened;
  if (expects_reply) {
    if (!request_outstanding_ || packet.id != request_id_) return;
    if (!std::ranges::equal(packet.data, request_)) return;
    request_outstanding_ = false;
    peer_configures_ = true;
    measure_round_trip(now);
  }
  apply(AutomatonEvent::kAck, now);
}

// A request that reaches a peer that is Opened already restarts its negotiation. Where the answers
// take longer than the class of the link promised, the next negotiation waits for them.
void Automaton::measure_round_trip(TimePoint now) {
  round_trip_ = std::chrono::ceil<Duration>(now - request_sent_);
  timer_.use_first_interval(std::max(timers_.restart, *round_trip_ * 3 / 2));
}

// RFC 1661 5.3, 5.4: as above; a Reject must repeat options of the request unchanged.
void Automaton::handle_nak_or_reject(const Packet& packet, TimePoint now) {
  const auto options = parse_options(packet.data);
  if (!options) return;
  if (is_negotiating(state_) || state_ == AutomatonState::kOpened) {
    if (!request_outstanding_ || packet.id != request_id_) return;
    if (packet.code == kConfigureReject) {
      const auto requested = parse_options(request_);
      const auto was_requested = [&](const Option& o) { return contains(*requested, o); };
      if (options->empty() || !std::ranges::all_of(*options, was_requested)) return;
      protocol_.handle_reject(*options);
    } else {
      protocol_.handle_nak(*options);
    }
    request_outstanding_ = false;
    peer_configures_ = true;
    if (!count_round(now)) return;
  }
  apply(AutomatonEvent::kNakOrReject, now);
}

void Automaton::handle_terminate(const Packet& packet, TimePoint now) {
  const bool told = is_negotiating(state_) && peer_configures_;
  if (is_negotiating(state_) || state_ == AutomatonState::kOpened) {
    peer_terminated_ = true;
    peer_text_ = text_of(packet.data);
    finish_ = Finish::kPeer;
  }
  apply(AutomatonEvent::kTerminateRequestReceived, now);
  if (told) events_.push_back(LayerEvent::kTerminateRequested);
}

// RFC 1661 4.3, RXJ: without the seven basic codes there is no negotiation; the rest is optional.
void Automaton::handle_code_reject(const Packet& packet, TimePoint now) {
  if (packet.data.empty()) return;
  const auto code = packet.data[0];
  if (code >= kConfigureRequest && code <= kCodeReject) return give_up(Finish::kRejected, now);
  apply(AutomatonEvent::kRejectPermitted, now);
}

void Automaton::handle_extra(const Packet& packet, TimePoint now) {
  if (!protocol_.knows_code(packet.code)) return apply(AutomatonEvent::kUnknownCode, now);
  const auto answer = protocol_.handle_extra(packet, is_open());
  if (answer) packets_.push_back(*answer);  // ser
  apply(AutomatonEvent::kEchoOrDiscard, now);
}

// False when the negotiation was given up. A peer that is Nak'ed resets the restart counter, so
// that the counter alone bounds nothing (RFC 1661 4.6).
bool Automaton::count_round(TimePoint now) {
  if (++rounds_ <= kMaxRounds) return true;
  give_up(Finish::kNotConverging, now);
  return false;
}

// RFC 1661 5.1: "The Identifier field MUST be changed whenever the contents of the Options field
// changes, and whenever a valid reply has been received for a previous request. For
// retransmissions, the Identifier MAY remain unchanged": it does, so that on a slow link the answer
// to the first of several equal requests still counts.
void Automaton::send_configure_request(TimePoint now) {
  auto options = protocol_.request();
  if (!request_outstanding_ || options != request_) {
    request_id_ = next_id_++;
    request_ = std::move(options);
    request_sent_ = now;
    request_outstanding_ = true;
  }
  packets_.push_back(build_packet(kConfigureRequest, request_id_, request_));
  timer_.count_transmission(now);
}

void Automaton::send_terminate_request(TimePoint now) {
  packets_.push_back(build_packet(kTerminateRequest, terminate_id_, octets_of(terminate_text_)));
  timer_.count_transmission(now);
}

// RFC 1661 5.6: the rejected packet, truncated to the peer's MRU.
void Automaton::send_code_reject() {
  send(kCodeReject, information_);
}

}  // namespace dial::ppp
