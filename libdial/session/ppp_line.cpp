#include "session/ppp_line.hpp"

namespace dial::session {
namespace {
// Room for a peer that sends more than the MRU it agreed to (RFC 1661, 6.1 asks for 1500 always).
constexpr std::size_t kSlack = 100;

std::size_t largest_information(const ppp::LinkOptions& options) {
  return std::max<std::size_t>(options.lcp.mru, 1500) + kSlack;
}
}  // namespace

PppLine::PppLine(ppp::LinkOptions options, RandomSource random, std::uint32_t escaped)
    : escaped_(escaped),
      decoder_(largest_information(options)),
      link_(std::move(options), std::move(random)) {}

std::size_t PppLine::handle_input(Octets octets, TimePoint now) {
  std::size_t used = 0;
  while (used < octets.size()) {
    const std::size_t taken = decoder_.decode(octets.subspan(used));
    heard_.add(octets.subspan(used, taken));
    used += taken;
    const auto frame = decoder_.frame();
    if (!frame) continue;
    if (frame->protocol == ppp::kProtocolIpv4 && link_.is_network_open()) {
      packet_ = frame->information;
      return used;
    }
    link_.handle_frame(frame->protocol, frame->information, now);
    decoder_.set_receive_accm(link_.receive_accm());
  }
  return used;
}

void PppLine::drain_frames(Buffer& out) {
  while (const auto frame = link_.poll_frame()) {
    hdlc::encode({frame->protocol, frame->information}, framing_for(frame->protocol), out);
  }
}

bool PppLine::send_packet(Octets packet, Buffer& out) {
  if (!link_.is_network_open() || packet.size() > link_.transmit_mru()) return false;
  hdlc::encode({ppp::kProtocolIpv4, packet}, framing_for(ppp::kProtocolIpv4), out);
  return true;
}

hdlc::Framing PppLine::framing_for(std::uint16_t protocol) const {
  const auto framing = link_.transmit_framing(protocol);
  return {framing.accm | escaped_, framing.compress_address, framing.compress_protocol};
}

}  // namespace dial::session
