#include "ppp/chap.hpp"

#include <nettle/md5.h>

#include <utility>

#include "ppp/protocol_numbers.hpp"

namespace dial::ppp {
namespace {

constexpr std::uint8_t kChallenge = 1;
constexpr std::uint8_t kResponse = 2;
constexpr std::uint8_t kSuccess = 3;
constexpr std::uint8_t kFailure = 4;

struct ValueAndName {
  Octets value;
  Octets name;
};

// RFC 1994 4.1, Challenge and Response:
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |     Code      |  Identifier   |            Length             |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |  Value-Size   |  Value ...
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |  Name ...
//   +-+-+-+-+-+-+-+-+
std::optional<ValueAndName> parse_value(Octets data) {
  ByteReader reader(data);
  const auto size = reader.u8();
  if (!size || *size == 0) return std::nullopt;
  const auto value = reader.take(*size);
  if (!value) return std::nullopt;
  return ValueAndName{*value, reader.rest()};
}

Buffer build_value(std::uint8_t code, std::uint8_t id, Octets value, std::string_view name) {
  Buffer data;
  ByteWriter(data).u8(static_cast<std::uint8_t>(value.size())).bytes(value).text(name);
  return build_packet(code, id, data);
}

}  // namespace

// RFC 1994 4.1: "the one-way hash calculated over a stream of octets consisting of the Identifier,
// followed by the 'secret', followed by the Challenge Value".
ChapDigest chap_digest(std::uint8_t id, std::string_view secret, Octets challenge) {
  md5_ctx context;
  md5_init(&context);
  md5_update(&context, 1, &id);
  md5_update(&context, secret.size(), octets_of(secret).data());
  md5_update(&context, challenge.size(), challenge.data());
  ChapDigest digest;
  md5_digest(&context, digest.size(), digest.data());
  return digest;
}

ChapPeer::ChapPeer(const AuthenticationOptions& options, const Timers& timers)
    : Authentication(timers), options_(options) {}

std::uint16_t ChapPeer::protocol() const {
  return kProtocolChap;
}

void ChapPeer::handle_packet(const Packet& packet, TimePoint now) {
  if (packet.code == kChallenge && progress() == Progress::kRefused) {
    next_id_ = packet.id;
    next_.assign(packet.data.begin(), packet.data.end());
    return;
  }
  if (packet.code == kChallenge) {
    Buffer response = response_to(packet.id, packet.data);
    if (!response.empty()) repeat_until_answered(std::move(response), now);
    return;
  }
  if (packet.code != kSuccess && packet.code != kFailure) return;
  if (!credentials_sent_ || packet.id != id_) return;
  if (progress() == Progress::kRefused) return;
  message_ = text_of(packet.data);
  finish(packet.code == kSuccess ? Progress::kAccepted : Progress::kRefused);
}

// Where the peer has not sent its next Challenge yet, only waits for it.
void ChapPeer::begin() {
  repeated_ = response_to(next_id_, std::exchange(next_, {}));
}

// RFC 1994 4.1: "Whenever a Challenge packet is received, the peer MUST transmit a Response".
Buffer ChapPeer::response_to(std::uint8_t id, Octets data) {
  const auto challenge = parse_value(data);
  if (!challenge) return {};
  id_ = id;
  name_ = text_of(challenge->name);
  const auto digest = chap_digest(id_, options_.password.reveal(), challenge->value);
  credentials_sent_ = true;
  return build_value(kResponse, id_, digest, options_.user);
}

ChapAuthenticator::ChapAuthenticator(const AuthenticationOptions& options, const Timers& timers,
                                     const RandomSource& random)
    : Authentication(timers), options_(options), random_(random), tries_left_(options.tries) {
  random({&id_, 1});
  random(challenge_);
}

std::uint16_t ChapAuthenticator::protocol() const {
  return kProtocolChap;
}

// Deviation from RFC 1994 4.1 (the Identifier changes with each Challenge sent): a repetition is
// the same packet, as pppd's is, so that on a slow line the Response to the first one still counts.
void ChapAuthenticator::begin() {
  repeated_ = challenge();
}

Buffer ChapAuthenticator::challenge() const {
  return build_value(kChallenge, id_, challenge_, options_.our_name);
}

void ChapAuthenticator::handle_packet(const Packet& packet, TimePoint now) {
  if (packet.code != kResponse) return;
  if (packet.id == refused_id_) return answer(packet.id);
  const auto response = parse_value(packet.data);
  if (packet.id != id_ || !response) return;
  if (progress() != Progress::kRunning) return answer(packet.id);
  name_ = text_of(response->name);
  judge(response->value, now);
}

void ChapAuthenticator::judge(Octets digest, TimePoint now) {
  const bool right = is_right(digest);
  if (!right && tries_left_ > 1) return challenge_again(now);
  finish(right ? Progress::kAccepted : Progress::kRefused);
  answer(id_);
}

void ChapAuthenticator::challenge_again(TimePoint now) {
  --tries_left_;
  refused_id_ = id_;
  answer(id_);
  ++id_;
  random_(challenge_);
  repeat_for_a_person(challenge(), now);
}

bool ChapAuthenticator::is_right(Octets digest) const {
  if (!options_.secret_of) return false;
  const auto secret = options_.secret_of(name_);
  return secret && equal_in_constant_time(chap_digest(id_, secret->reveal(), challenge_), digest);
}

void ChapAuthenticator::answer(std::uint8_t id) {
  const bool accepted = progress() == Progress::kAccepted && id == id_;
  send(build_packet(accepted ? kSuccess : kFailure, id,
                    octets_of(accepted ? "Access granted" : "Access denied")));
}

}  // namespace dial::ppp
