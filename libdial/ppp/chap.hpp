#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/random.hpp"
#include "ppp/authentication.hpp"

namespace dial::ppp {

// RFC 1994 4.1: the Response to a Challenge with the MD5 algorithm.
using ChapDigest = std::array<std::uint8_t, 16>;
ChapDigest chap_digest(std::uint8_t id, std::string_view secret, Octets challenge);

// RFC 1994: answers Challenges, those of an open link too, and repeats the last Response until it
// hears what came of it.
class ChapPeer final : public Authentication {
 public:
  ChapPeer(const AuthenticationOptions& options, const Timers& timers);

  std::uint16_t protocol() const override;
  void handle_packet(const Packet& packet, TimePoint now) override;

 private:
  void begin() override {}
  void respond(const Packet& packet, TimePoint now);

  const AuthenticationOptions& options_;
  std::uint8_t id_ = 0;  // of the last Challenge answered
};

// RFC 1994: sends one Challenge until a Response to it comes. Once decided, a repeated Response
// gets the same answer, for the first may have been lost.
class ChapAuthenticator final : public Authentication {
 public:
  ChapAuthenticator(const AuthenticationOptions& options, const Timers& timers,
                    const RandomSource& random);

  std::uint16_t protocol() const override;
  void handle_packet(const Packet& packet, TimePoint now) override;

 private:
  void begin() override;
  bool is_right(Octets digest) const;
  void answer();

  const AuthenticationOptions& options_;
  std::uint8_t id_ = 0;
  std::array<std::uint8_t, 16> challenge_{};
};

}  // namespace dial::ppp
