#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "dial/error.hpp"
#include "dial/types.hpp"

namespace dial::ppp {

inline constexpr std::uint16_t kProtocolIpv4 = 0x0021;
inline constexpr std::uint16_t kProtocolIpcp = 0x8021;
inline constexpr std::uint16_t kProtocolLcp = 0xc021;
inline constexpr std::uint16_t kProtocolPap = 0xc023;
inline constexpr std::uint16_t kProtocolChap = 0xc223;

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
  // Of the peer (the side that answers): what we demand, and the secret for a name it gives.
  AuthenticationMethod require = AuthenticationMethod::kNone;
  std::string our_name;  // in our CHAP Challenge
  std::function<std::optional<Secret>(std::string_view user)> secret_of;
};

struct IpcpOptions {
  Ipv4Address local;   // 0: ask the peer
  Ipv4Address remote;  // what a peer that asks with 0.0.0.0 is Nak'ed with; 0: 10.64.64.64 when it
                       // dials nobody's address
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
  bool passive = false;  // answers: wait for the peer's first frame (RFC 1661 6.?; pppd `silent`)
};

// A control frame to be sent, with the framing LCP allows for it at this moment.
struct OutFrame {
  std::uint16_t protocol = 0;
  Buffer information;
};

// What the owner learns, each once and in this order, unless LinkDown comes first. LCP
// renegotiated by the peer starts again with LcpOpened.
struct LcpOpened {
  AuthenticationMethod authenticate_with = AuthenticationMethod::kNone;
};
struct AuthenticationSucceeded {
  std::string message;
};  // the peer accepted us
struct AuthenticationFailed {
  Error error;
};  // followed by LinkDown with the same error unless retried
struct NetworkOpened {
  Projection projection;
};
struct NetworkClosed {
  Error error;
};  // IPCP went down; LCP is still up
struct LinkDown {
  Error error;
};  // the last event: nothing more is sent or accepted
using LinkEvent = std::variant<LcpOpened, AuthenticationSucceeded, AuthenticationFailed,
                               NetworkOpened, NetworkClosed, LinkDown>;

// One PPP link over an octet-synchronous line: LCP, authentication, IPCP (RFC 1661). Symmetric:
// the same class dials and answers.
//
// Sans-IO. After each call to a non-const member drain poll_frame() and poll_event() and
// read poll_timeout() again.
//
// The owner holds the link back between phases: after LcpOpened no authentication frame of ours
// leaves until allow_authentication(), after that no NCP frame until allow_network(). Frames of a
// held phase that arrive are kept (32 at most, then the oldest requests are dropped: the peer
// repeats them) and handled when the phase is allowed; LCP is answered all the time. Deadlines of a
// phase start when it is allowed.
class Link {
 public:
  Link(LinkOptions options, RandomSource random);
  Link(Link&&) noexcept;
  Link& operator=(Link&&) noexcept;
  ~Link();

  void open(TimePoint now);                  // the line is up: LCP starts
  void allow_authentication(TimePoint now);  // may be called before LcpOpened
  void allow_network(TimePoint now);  // may be called before authentication is done (send_ahead)
  void close(Error reason,
             TimePoint now);  // Terminate-Request, then LinkDown{reason}, in bounded time
  void handle_frame(std::uint16_t protocol, Octets information, TimePoint now);
  void handle_timeout(TimePoint now);
  void handle_line_down(Error reason, TimePoint now);  // LinkDown at once, nothing is sent

  [[nodiscard]] std::optional<OutFrame> poll_frame();
  [[nodiscard]] std::optional<LinkEvent> poll_event();
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const;

  // Framing for a frame of this protocol as negotiated: LCP always goes out in full.
  struct TransmitFraming {
    std::uint32_t accm = 0xffffffff;
    bool compress_address = false;
    bool compress_protocol = false;
  };
  TransmitFraming transmit_framing(std::uint16_t protocol) const;
  std::uint32_t receive_accm() const;
  bool is_network_open() const;        // IPv4 packets may cross
  std::uint16_t transmit_mru() const;  // largest information field the peer takes
  bool has_heard_peer() const;         // any valid frame since open(): 721 against 718

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dial::ppp
