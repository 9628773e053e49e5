#pragma once

#include <cstdint>
#include <string>

#include "ppp/authentication.hpp"

namespace dial::ppp {

// RFC 1334 2: sends our name and password until it is acknowledged or refused.
class PapPeer final : public Authentication {
 public:
  PapPeer(const AuthenticationOptions& options, const Timers& timers, std::uint8_t id);

  std::uint16_t protocol() const override;
  void handle_packet(const Packet& packet, TimePoint now) override;

 private:
  void begin() override;
  void renew() override { ++id_; }  // RFC 1334 2.2.1: the Identifier of each request is another

  const AuthenticationOptions& options_;
  std::uint8_t id_;
};

// RFC 1334 2: waits for the peer's name and password, several times where options say so. Once
// decided, a repeated request gets the same answer, for the first may have been lost.
class PapAuthenticator final : public Authentication {
 public:
  PapAuthenticator(const AuthenticationOptions& options, const Timers& timers);

  std::uint16_t protocol() const override;
  void handle_packet(const Packet& packet, TimePoint now) override;

 private:
  void begin() override {}
  void judge(std::string_view user, Octets password, TimePoint now);
  bool is_right(std::string_view user, Octets password) const;
  void answer(std::uint8_t id);

  const AuthenticationOptions& options_;
  unsigned tries_left_;
  std::uint8_t refused_id_ = 0;
  Buffer refused_;  // the last request that was, if another may follow it
};

}  // namespace dial::ppp
