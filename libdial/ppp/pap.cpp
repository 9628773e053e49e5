#include "ppp/pap.hpp"

#include <algorithm>
#include <string_view>

#include "ppp/protocol_numbers.hpp"

namespace dial::ppp {
namespace {

constexpr std::uint8_t kRequest = 1;
constexpr std::uint8_t kAck = 2;
constexpr std::uint8_t kNak = 3;
constexpr std::size_t kMaxField = 255;

std::optional<Octets> counted(ByteReader& reader) {
  const auto length = reader.u8();
  if (!length) return std::nullopt;
  return reader.take(*length);
}

}  // namespace

PapPeer::PapPeer(const AuthenticationOptions& options, const Timers& timers, std::uint8_t id)
    : Authentication(timers), options_(options), id_(id) {}

std::uint16_t PapPeer::protocol() const {
  return kProtocolPap;
}

// RFC 1334 2.2.1:
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |     Code      |  Identifier   |            Length             |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   | Peer-ID Length|  Peer-Id ...
//   +-+-+-+-+-+-+-+-+-+-+-+-+
//   | Passwd-Length |  Password  ...
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+
void PapPeer::begin() {
  const auto password = options_.password.reveal();
  if (options_.user.size() > kMaxField || password.size() > kMaxField) {
    message_ = "PAP has no room for a name or password of more than 255 octets";
    return finish(Progress::kRefused);
  }
  Buffer data;
  ByteWriter(data)
      .u8(static_cast<std::uint8_t>(options_.user.size()))
      .text(options_.user)
      .u8(static_cast<std::uint8_t>(password.size()))
      .text(password);
  repeated_ = build_packet(kRequest, id_, data);
  credentials_sent_ = true;
}

// The message may be left out altogether; some peers do.
void PapPeer::handle_packet(const Packet& packet, TimePoint) {
  if (packet.id != id_ || progress() != Progress::kRunning) return;
  if (packet.code != kAck && packet.code != kNak) return;
  ByteReader reader(packet.data);
  if (const auto text = counted(reader)) message_ = text_of(*text);
  finish(packet.code == kAck ? Progress::kAccepted : Progress::kRefused);
}

PapAuthenticator::PapAuthenticator(const AuthenticationOptions& options, const Timers& timers)
    : Authentication(timers), options_(options), tries_left_(options.tries) {}

std::uint16_t PapAuthenticator::protocol() const {
  return kProtocolPap;
}

void PapAuthenticator::handle_packet(const Packet& packet, TimePoint now) {
  if (packet.code != kRequest) return;
  ByteReader reader(packet.data);
  const auto user = counted(reader);
  const auto password = counted(reader);
  if (!user || !password) return;
  const bool repeated = packet.id == refused_id_ && std::ranges::equal(packet.data, refused_);
  if (progress() == Progress::kRunning && !repeated) {
    judge(text_of(*user), *password, now);
    refused_id_ = packet.id;
    refused_.assign(packet.data.begin(), packet.data.end());
  }
  answer(packet.id);
}

void PapAuthenticator::judge(std::string_view user, Octets password, TimePoint now) {
  name_ = user;
  if (is_right(user, password)) return finish(Progress::kAccepted);
  if (tries_left_ > 1) {
    --tries_left_;
    return repeat_for_a_person({}, now);
  }
  finish(Progress::kRefused);
}

bool PapAuthenticator::is_right(std::string_view user, Octets password) const {
  if (!options_.secret_of) return false;
  const auto secret = options_.secret_of(user);
  return secret && equal_in_constant_time(octets_of(secret->reveal()), password);
}

void PapAuthenticator::answer(std::uint8_t id) {
  const bool accepted = progress() == Progress::kAccepted;
  const std::string_view text = accepted ? "Login ok" : "Login incorrect";
  Buffer data;
  ByteWriter(data).u8(static_cast<std::uint8_t>(text.size())).text(text);
  send(build_packet(accepted ? kAck : kNak, id, data));
}

}  // namespace dial::ppp
