#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "base/time.hpp"
#include "dial/types.hpp"

namespace dial::ppp {

enum class AuthenticationMethod : std::uint8_t { kNone, kPap, kChapMd5 };
std::string_view authentication_name(AuthenticationMethod method);  // "none", "pap", "chap-md5"

// RFC 1661 4.6: timers and counters, per class of link.
struct Timers {
  Duration restart{250};  // first interval; doubles up to restart_limit (DESIGN 5)
  Duration restart_limit{3000};
  unsigned max_configure = 10;
  unsigned max_terminate = 2;
  unsigned max_failure = 5;
};

struct LcpOptions {
  std::uint16_t mru = 1500;
  std::uint32_t accm = 0;  // what we ask the peer to escape
  bool magic = true;
  bool compress_protocol = true;
  bool compress_address = true;
  Duration echo_interval{30'000};  // 0: no keep-alive
  unsigned echo_failures = 4;      // unanswered Echo-Requests until the link counts as dead
};

struct AuthenticationOptions {
  // To the peer: who we are, and what we are willing to do when asked.
  std::string user;
  Secret password;
  bool allow_pap = true;
  bool allow_chap = true;
  // A refusal is not the end: the owner is asked for other credentials.
  bool ask_again = false;
  // Of the peer (the side that answers): what we demand, and the secret for a name it gives.
  AuthenticationMethod require = AuthenticationMethod::kNone;
  unsigned tries = 1;    // credentials the peer may try before the link is terminated; 1 at least
  std::string our_name;  // in our CHAP Challenge
  std::function<std::optional<Secret>(std::string_view user)> secret_of;
};

struct IpcpOptions {
  Ipv4Address local;   // 0: ask the peer
  Ipv4Address remote;  // given to a peer that asks for an address; 0: it is given 10.64.64.64
  bool request_name_servers = true;             // RFC 1877
  std::vector<Ipv4Address> offer_name_servers;  // to a peer that asks: two at most
  bool accept_local = true;                     // let the peer's Nak replace `local`
  bool accept_remote = true;  // let the peer choose an address other than `remote`
};

struct LinkOptions {
  Timers timers;
  LcpOptions lcp;
  AuthenticationOptions authentication;
  IpcpOptions ipcp;
  // Answers: waits in Stopped for the peer's first Configure-Request before it sends anything
  // (RFC 1661 4.2, "Stopped", and the passive option [p] of 4.1; pppd's `silent`).
  bool passive = false;
};

}  // namespace dial::ppp
