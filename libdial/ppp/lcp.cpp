#include "ppp/lcp.hpp"

#include <algorithm>

#include "ppp/lcp_numbers.hpp"
#include "ppp/protocol_numbers.hpp"

namespace dial::ppp {
namespace {

// A peer that Nak'ed the method we demand so often does not mean to authenticate itself.
constexpr unsigned kMaxAuthenticationNaks = 2;

}  // namespace

Lcp::Lcp(const LcpOptions& options, const AuthenticationOptions& authentication,
         const RandomSource& random)
    : options_(options), authentication_(authentication), random_(random) {
  restart();
}

Lcp::Agreed Lcp::ours() const {
  Agreed agreed;
  if (wishes_.mru) agreed.mru = wishes_.mru_value;
  if (wishes_.accm) agreed.accm = wishes_.accm_value;
  if (wishes_.magic) agreed.magic = wishes_.magic_value;
  agreed.compress_protocol = wishes_.compress_protocol;
  agreed.compress_address = wishes_.compress_address;
  if (wishes_.authentication) agreed.authentication = authentication_.require;
  return agreed;
}

void Lcp::restart() {
  wishes_ = Wishes{
      .mru = options_.mru != 1500,  // RFC 1661 6.1: the default need not be negotiated
      .accm = true,
      .magic = options_.magic,
      .compress_protocol = options_.compress_protocol,
      .compress_address = options_.compress_address,
      .authentication = authentication_.require != AuthenticationMethod::kNone,
      .mru_value = options_.mru,
      .accm_value = options_.accm,
      .magic_value = options_.magic ? new_magic() : 0,
  };
  theirs_ = {};
  equal_magics_ = 0;
  authentication_naks_sent_ = 0;
  authentication_naks_received_ = 0;
  refused_method_.clear();
}

void Lcp::resume(const Agreed& ours, const Agreed& theirs) {
  const Agreed unsaid;
  wishes_ = Wishes{
      .mru = ours.mru != unsaid.mru,
      .accm = ours.accm != unsaid.accm,
      .magic = ours.magic != unsaid.magic,
      .compress_protocol = ours.compress_protocol,
      .compress_address = ours.compress_address,
      .authentication = ours.authentication != unsaid.authentication,
      .mru_value = ours.mru,
      .accm_value = ours.accm,
      .magic_value = ours.magic,
  };
  theirs_ = theirs;
}

Buffer Lcp::request() {
  Buffer out;
  if (wishes_.mru) append_option_u16(out, lcp::kMru, wishes_.mru_value);
  if (wishes_.accm) append_option_u32(out, lcp::kAccm, wishes_.accm_value);
  if (wishes_.authentication)
    append_option(out, lcp::kAuthentication, authentication_value(authentication_.require));
  if (wishes_.magic) append_option_u32(out, lcp::kMagic, wishes_.magic_value);
  if (wishes_.compress_protocol) append_option(out, lcp::kCompressProtocol, {});
  if (wishes_.compress_address) append_option(out, lcp::kCompressAddress, {});
  return out;
}

void Lcp::handle_nak(const std::vector<Option>& options) {
  for (const auto& option : options) {
    switch (option.type) {
      case lcp::kMru:
        // A smaller packet suits us too; a larger one than we asked for we could not take.
        if (const auto mru = value_u16(option); mru && *mru >= lcp::kMinimumMru)
          wishes_.mru_value = std::min(wishes_.mru_value, *mru);
        break;
      case lcp::kAccm:
        // RFC 1662 7.1: what the peer cannot send unescaped is added to what we asked for.
        if (const auto accm = value_u32(option)) wishes_.accm_value |= *accm;
        break;
      case lcp::kAuthentication:
        handle_authentication_nak();
        break;
      case lcp::kMagic:
        // RFC 1661 6.4: a new number, or the line is looped back and we Nak'ed ourselves.
        if (wishes_.magic) wishes_.magic_value = new_magic();
        break;
      default:
        break;  // a hint to ask for something we do not want
    }
  }
}

void Lcp::handle_authentication_nak() {
  if (!wishes_.authentication || ++authentication_naks_received_ <= kMaxAuthenticationNaks) return;
  fail(ErrorCode::kPeerRefusedToAuthenticate,
       "the peer wants another method than " +
           std::string(authentication_name(authentication_.require)));
}

void Lcp::handle_reject(const std::vector<Option>& options) {
  for (const auto& option : options) {
    switch (option.type) {
      case lcp::kMru:
        wishes_.mru = false;
        break;
      case lcp::kAccm:
        wishes_.accm = false;
        break;
      case lcp::kAuthentication:
        fail(ErrorCode::kPeerRefusedToAuthenticate,
             "the peer rejects " + std::string(authentication_name(authentication_.require)));
        break;
      case lcp::kMagic:
        if (equal_magics_ > 0)
          fail(ErrorCode::kPppLoopbackDetected, "our own LCP packets come back");
        wishes_.magic = false;
        break;
      case lcp::kCompressProtocol:
        wishes_.compress_protocol = false;
        break;
      case lcp::kCompressAddress:
        wishes_.compress_address = false;
        break;
      default:
        break;
    }
  }
}

bool Lcp::knows_code(std::uint8_t code) const {
  return code >= kProtocolReject && code <= kDiscardRequest;
}

// RFC 1661 5.7, 5.8: Protocol-Reject and Echo are for the Opened state; elsewhere discarded.
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |     Code      |  Identifier   |            Length             |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |                         Magic-Number                          |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |    Data ...
//   +-+-+-+-+
std::optional<Buffer> Lcp::handle_extra(const Packet& packet, bool opened) {
  if (!opened) return std::nullopt;
  ByteReader reader(packet.data);
  if (packet.code == kProtocolReject) {
    rejected_protocol_ = reader.u16();
    return std::nullopt;
  }
  const auto magic = reader.u32();
  if (!magic) return std::nullopt;
  const auto own = ours().magic;
  // A reply with our own number is our own request, come back over a loop.
  if (packet.code == kEchoReply && (own == 0 || *magic != own)) echo_replied_ = true;
  if (packet.code != kEchoRequest) return std::nullopt;
  Buffer data;
  ByteWriter(data).u32(own).bytes(reader.rest());
  return build_packet(kEchoReply, packet.id, data);
}

Buffer Lcp::echo_data() const {
  Buffer data;
  ByteWriter(data).u32(ours().magic);
  return data;
}

std::uint32_t Lcp::new_magic() const {
  const auto magic = random_u32(random_);
  return magic != 0 ? magic : 1;  // RFC 1661 6.4: zero is illegal
}

void Lcp::fail(ErrorCode code, std::string context) {
  if (!failure_) failure_ = Error{code, Layer::kLcp, std::move(context), {}, 0};
}

}  // namespace dial::ppp
