#include "ppp/link.hpp"

#include <algorithm>
#include <utility>

#include "ppp/link_impl.hpp"

namespace dial::ppp {
namespace {

constexpr std::size_t kMaxKept = 32;
constexpr std::size_t kProtocolRejectHeader = 6;  // the packet's and the protocol

std::uint8_t random_u8(const RandomSource& random) {
  std::uint8_t octet = 0;
  random({&octet, 1});
  return octet;
}

}  // namespace

Link::Link(LinkOptions options, RandomSource random)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(random))) {}
Link::Link(Link&&) noexcept = default;
Link& Link::operator=(Link&&) noexcept = default;
Link::~Link() = default;

void Link::set_credentials(std::string user, Secret password) {
  impl_->set_credentials(std::move(user), std::move(password));
}
void Link::open(TimePoint now) {
  impl_->open(now);
}
void Link::allow_authentication(TimePoint now) {
  impl_->allow_authentication(now);
}
void Link::retry_authentication(TimePoint now) {
  impl_->retry_authentication(now);
}
void Link::allow_network(TimePoint now) {
  impl_->allow_network(now);
}
void Link::close(Error reason, TimePoint now) {
  impl_->close(std::move(reason), now);
}
void Link::handle_frame(std::uint16_t protocol, Octets information, TimePoint now) {
  impl_->handle_frame(protocol, information, now);
}
void Link::handle_timeout(TimePoint now) {
  impl_->handle_timeout(now);
}
void Link::handle_line_down(Error reason, TimePoint) {
  impl_->handle_line_down(std::move(reason));
}
std::optional<OpenedLink> Link::opened() const {
  return impl_->opened();
}
void Link::resume(const OpenedLink& opened, TimePoint now) {
  impl_->resume(opened, now);
}
std::optional<OutFrame> Link::poll_frame() {
  return impl_->poll_frame();
}
std::optional<LinkEvent> Link::poll_event() {
  return impl_->poll_event();
}
std::optional<TimePoint> Link::poll_timeout() const {
  return impl_->poll_timeout();
}
bool Link::is_network_open() const {
  return impl_->is_network_open();
}
bool Link::has_heard_peer() const {
  return impl_->has_heard_peer();
}

// RFC 1661 6.5, 6.6 and RFC 1662 7.1: LCP packets are sent as if nothing was negotiated, so that a
// peer that has lost its state understands them.
Link::TransmitFraming Link::transmit_framing(std::uint16_t protocol) const {
  if (protocol == kProtocolLcp || !impl_->is_established()) return {};
  const auto& theirs = impl_->lcp().theirs();
  return {theirs.accm, theirs.compress_address, theirs.compress_protocol};
}

std::uint32_t Link::receive_accm() const {
  return impl_->is_established() ? impl_->lcp().ours().accm : Lcp::Agreed{}.accm;
}

std::uint16_t Link::transmit_mru() const {
  return impl_->is_established() ? impl_->lcp().theirs().mru : Lcp::Agreed{}.mru;
}

Link::Impl::Impl(LinkOptions options, RandomSource random)
    : options_(std::move(options)),
      random_(std::move(random)),
      lcp_(options_.lcp, options_.authentication, random_),
      ipcp_(options_.ipcp),
      lcp_automaton_(lcp_, options_.timers, random_u8(random_)),
      ipcp_automaton_(ipcp_, options_.timers, random_u8(random_)),
      echo_(options_.lcp.echo_interval, options_.lcp.echo_failures) {}

void Link::Impl::set_credentials(std::string user, Secret password) {
  options_.authentication.user = std::move(user);
  options_.authentication.password = std::move(password);
}

void Link::Impl::open(TimePoint now) {
  if (phase_ != Phase::kDead) return;
  phase_ = Phase::kEstablish;
  if (options_.passive) {
    lcp_automaton_.wait_for_peer();
  } else {
    lcp_automaton_.open(now);
    lcp_automaton_.up(now);
  }
  pump(now);
}

void Link::Impl::allow_authentication(TimePoint now) {
  authentication_allowed_ = true;
  pump(now);
}

void Link::Impl::retry_authentication(TimePoint now) {
  if (!std::exchange(waits_for_retry_, false)) return;
  authentication_allowed_ = true;
  // Where the peer has negotiated anew meanwhile, the first try of that round is the retry.
  if (us_ && authentication_started_) us_->retry(now);
  pump(now);
}

void Link::Impl::allow_network(TimePoint now) {
  network_allowed_ = true;
  pump(now);
}

void Link::Impl::handle_frame(std::uint16_t protocol, Octets information, TimePoint now) {
  if (phase_ == Phase::kDead || phase_ == Phase::kDown) return;
  heard_peer_ = true;
  if (protocol == kProtocolLcp) {
    lcp_automaton_.handle_packet(information, now);
  } else if (phase_ == Phase::kOpened) {
    // RFC 1661 3.4: before LCP is Opened, and while it ends, other packets are discarded.
    handle_upper_frame(protocol, information, now);
  }
  pump(now);
}

void Link::Impl::handle_upper_frame(std::uint16_t protocol, Octets information, TimePoint now) {
  if (protocol == kProtocolIpv4) return;  // the owner's, once the network is open
  if (protocol != kProtocolIpcp && !is_authentication(protocol))
    return reject_protocol(protocol, information);
  if (!may_handle(protocol)) return keep(protocol, information);
  if (protocol == kProtocolIpcp) return ipcp_automaton_.handle_packet(information, now);
  handle_authentication_frame(protocol, information, now);
}

// Of the negotiated methods only: for the others the peer is told that nobody listens.
bool Link::Impl::is_authentication(std::uint16_t protocol) const {
  return (us_ && us_->protocol() == protocol) || (them_ && them_->protocol() == protocol);
}

// RFC 1661 3.5: NCP packets wait for the end of authentication.
bool Link::Impl::may_handle(std::uint16_t protocol) const {
  if (protocol == kProtocolIpcp) return network_started_ && is_authenticated();
  return authentication_started_;
}

void Link::Impl::keep(std::uint16_t protocol, Octets information) {
  if (kept_.size() == kMaxKept) kept_.pop_front();
  kept_.push_back({protocol, Buffer(information.begin(), information.end())});
}

void Link::Impl::handle_kept(TimePoint now) {
  for (auto kept = std::exchange(kept_, {}); !kept.empty(); kept.pop_front()) {
    const auto& [protocol, information] = kept.front();
    if (phase_ == Phase::kOpened) handle_upper_frame(protocol, information, now);
  }
}

void Link::Impl::handle_authentication_frame(std::uint16_t protocol, Octets information,
                                             TimePoint now) {
  const auto packet = parse_packet(information);
  if (!packet) return;
  if (us_ && us_->protocol() == protocol) us_->handle_packet(*packet, now);
  if (them_ && them_->protocol() == protocol) them_->handle_packet(*packet, now);
}

// RFC 1661 5.7: the Rejected-Information is truncated to the peer's MRU.
void Link::Impl::reject_protocol(std::uint16_t protocol, Octets information) {
  const auto room =
      std::min<std::size_t>(information.size(), lcp_.theirs().mru - kProtocolRejectHeader);
  Buffer data;
  ByteWriter(data).u16(protocol).bytes(information.first(room));
  lcp_automaton_.send(kProtocolReject, data);
}

void Link::Impl::collect_frames() {
  while (auto packet = lcp_automaton_.poll_packet())
    frames_.push_back({kProtocolLcp, std::move(*packet)});
  for (auto* side : {us_.get(), them_.get()}) {
    if (side == nullptr) continue;
    while (auto packet = side->poll_packet())
      frames_.push_back({side->protocol(), std::move(*packet)});
  }
  while (auto packet = ipcp_automaton_.poll_packet())
    frames_.push_back({kProtocolIpcp, std::move(*packet)});
}

std::optional<OutFrame> Link::Impl::poll_frame() {
  if (frames_.empty()) return std::nullopt;
  auto frame = std::move(frames_.front());
  frames_.pop_front();
  return frame;
}

std::optional<LinkEvent> Link::Impl::poll_event() {
  if (events_.empty()) return std::nullopt;
  auto event = std::move(events_.front());
  events_.pop_front();
  return event;
}

}  // namespace dial::ppp
