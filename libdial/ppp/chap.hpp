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
// hears what came of it. After a refusal the Challenge for another try waits for retry().
class ChapPeer final : public Authentication {
 public:
  ChapPeer(const AuthenticationOptions& options, const Timers& timers);

  std::uint16_t protocol() const override;
  void handle_packet(const Packet& packet, TimePoint now) override;

 private:
  void begin() override;
  Buffer response_to(std::uint8_t id, Octets data);  // empty: it is no Challenge

  const AuthenticationOptions& options_;
  std::uint8_t id_ = 0;  // of the last Challenge answered
  std::uint8_t next_id_ = 0;
  Buffer next_;  // the Challenge that came after a refusal
};

// RFC 1994: sends one Challenge until a Response to it comes, and another after each refusal that
// is not the last. Once decided, a repeated Response gets the same answer, for the first may have
// been lost.
class ChapAuthenticator final : public Authentication {
 public:
  ChapAuthenticator(const AuthenticationOptions& options, const Timers& timers,
                    const RandomSource& random);

  std::uint16_t protocol() const override;
  void handle_packet(const Packet& packet, TimePoint now) override;

 private:
  void begin() override;
  void judge(Octets digest, TimePoint now);
  void challenge_again(TimePoint now);
  Buffer challenge() const;
  bool is_right(Octets digest) const;
  void answer(std::uint8_t id);

  const AuthenticationOptions& options_;
  const RandomSource& random_;
  unsigned tries_left_;
  std::optional<std::uint8_t> refused_id_;  // of the Challenge before this one
  std::uint8_t id_ = 0;
  std::array<std::uint8_t, 16> challenge_{};
};

}  // namespace dial::ppp
