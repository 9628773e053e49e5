#pragma once

#include <optional>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "hdlc/codec.hpp"
#include "ppp/link.hpp"
#include "session/heard.hpp"

namespace dial::session {

// A PPP link on a line of octets: joins the framing and the link, which do not know each other.
// Either side of a call.
class PppLine {
 public:
  // `escaped`: control characters that are escaped whatever the peer says, as an ACCM: those that
  // our line's flow control would take for its own (RFC 1662 7.1: a sender may escape more).
  PppLine(ppp::LinkOptions options, RandomSource random, std::uint32_t escaped = 0);

  ppp::Link& link() { return link_; }
  const ppp::Link& link() const { return link_; }

  // Consumes octets up to the end of the next IPv4 packet, or all; call again with the rest.
  [[nodiscard]] std::size_t handle_input(Octets octets, TimePoint now);
  // The packet that ended the last handle_input(), once; valid until the next.
  [[nodiscard]] std::optional<Octets> poll_packet() { return std::exchange(packet_, std::nullopt); }

  // As the link has agreed on it, when it did not do so here.
  void use_receive_accm() { decoder_.set_receive_accm(link_.receive_accm()); }

  // Appends the control frames that wait to be sent to `out`.
  void drain_frames(Buffer& out);
  // Appends an IPv4 packet; nothing while the network protocol is not open. False if it was
  // dropped.
  bool send_packet(Octets packet, Buffer& out);

  const hdlc::Decoder::Counters& counters() const { return decoder_.counters(); }
  const Heard& heard() const { return heard_; }

 private:
  hdlc::Framing framing_for(std::uint16_t protocol) const;

  std::uint32_t escaped_;
  Heard heard_;
  hdlc::Decoder decoder_;
  ppp::Link link_;
  std::optional<Octets> packet_;
};

}  // namespace dial::session
