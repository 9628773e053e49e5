// A Link in each of its phases, fed with frames and time-outs of the fuzzer's choice. Whatever
// comes: it stays in memory, its queues stay bounded, its last event is LinkDown and is final, and
// close() ends it in time.
//
// Input: one octet of choices, then records of a kind, a length and so many octets.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

#include "ppp/packet.hpp"
#include "support/ppp_pair.hpp"

using namespace dial;
using namespace dial::ppp;
using namespace dial::test;

namespace {

constexpr std::uint16_t kProtocols[] = {kProtocolLcp,  kProtocolIpcp, kProtocolPap,
                                        kProtocolChap, 0x8057,        kProtocolIpv4};

void require(bool claim) {
  if (!claim) std::abort();
}

class Victim {
 public:
  explicit Victim(LinkOptions options) : link_(std::move(options), seeded_random(3)) {}

  Link& link() { return link_; }
  TimePoint now{};

  // Takes what came out; answers our own requests with an Ack where `helpful`.
  void drain(bool helpful) {
    for (unsigned frames = 0; const auto frame = link_.poll_frame();) {
      require(++frames < 1000);
      require(!frame->information.empty());
      const auto packet = parse_packet(frame->information);
      require(packet.has_value());
      if (!helpful || packet->code != kConfigureRequest) continue;
      if (frame->protocol != kProtocolLcp && frame->protocol != kProtocolIpcp) continue;
      const auto ack = build_packet(kConfigureAck, packet->id, packet->data);
      link_.handle_frame(frame->protocol, ack, now);
    }
    for (unsigned events = 0; const auto event = link_.poll_event();) {
      require(++events < 100);
      require(!down_);
      down_ = std::holds_alternative<LinkDown>(*event);
    }
    if (down_) require(!link_.poll_timeout());
  }
  void time_out() {
    const auto deadline = link_.poll_timeout();
    if (!deadline) return;
    now = std::max(now, *deadline);
    link_.handle_timeout(now);
    drain(false);
    const auto next = link_.poll_timeout();
    require(!next || *next > now);  // or the loop would spin
  }
  bool is_down() const { return down_; }

 private:
  Link link_;
  bool down_ = false;
};

// The choices' low bits say how far the link has come before the fuzzer takes over.
Victim in_phase(unsigned choices) {
  constexpr AuthenticationMethod kMethods[] = {
      AuthenticationMethod::kNone, AuthenticationMethod::kPap, AuthenticationMethod::kChapMd5};
  auto options =
      (choices & 8) != 0 ? answering_options(kMethods[choices >> 4 & 1]) : dialling_options();
  options.ipcp.local = {0x0a000001};
  options.passive = (choices & 64) != 0;
  Victim victim(std::move(options));
  const unsigned phase = choices & 7;
  if (phase == 0) return victim;
  if (phase >= 4) victim.link().allow_authentication(victim.now);
  if (phase >= 5) victim.link().allow_network(victim.now);
  victim.link().open(victim.now);
  const bool helpful = phase >= 3;
  victim.drain(helpful);
  if (phase >= 2) {
    Buffer peer_options;
    const std::uint8_t chap[] = {0xc2, 0x23, 5};
    if ((choices & 32) != 0) append_option(peer_options, 3, chap);
    victim.link().handle_frame(kProtocolLcp, build_packet(kConfigureRequest, 1, peer_options),
                               victim.now);
    victim.drain(helpful);
  }
  if (phase >= 6) {
    Buffer address;
    append_option_u32(address, 3, 0x0a000002);
    victim.link().handle_frame(kProtocolIpcp, build_packet(kConfigureRequest, 1, address),
                               victim.now);
    victim.drain(helpful);
  }
  if (phase == 7) victim.link().close({}, victim.now);
  victim.drain(false);
  return victim;
}

void take_step(Victim& victim, std::uint8_t kind, Octets octets) {
  switch (kind & 7) {
    case 6:
      return victim.time_out();
    case 7:
      if ((kind & 64) != 0) victim.link().allow_authentication(victim.now);
      if ((kind & 128) != 0) victim.link().allow_network(victim.now);
      break;
    default:
      victim.link().handle_frame(kProtocols[kind & 7], octets, victim.now);
  }
  victim.drain((kind & 32) != 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteReader reader(Octets(data, size));
  auto victim = in_phase(reader.u8().value_or(0));
  while (!reader.empty()) {
    const auto kind = reader.u8().value_or(0);
    const std::size_t length = reader.u8().value_or(0);
    const auto rest = reader.rest();
    take_step(victim, kind, reader.take(std::min(length, rest.size())).value_or(Octets{}));
  }
  victim.link().close({}, victim.now);
  victim.drain(false);
  const auto begin = victim.now;
  for (unsigned steps = 0; !victim.is_down(); ++steps) {
    require(steps < 10);
    victim.time_out();
  }
  require(victim.now - begin <= Duration(500));
  return 0;
}
