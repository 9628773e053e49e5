#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "dial/error.hpp"
#include "dial/types.hpp"
#include "ppp/opened_link.hpp"
#include "ppp/options.hpp"
#include "ppp/protocol_numbers.hpp"

namespace dial::ppp {

// A control frame to be sent, with the framing LCP allows for it at this moment.
struct OutFrame {
  std::uint16_t protocol = 0;
  Buffer information;
};

// What the owner learns, each once and in this order, unless LinkDown comes first. LCP
// renegotiated by the peer starts again with LcpOpened: no IPv4 packet may cross before the next
// NetworkOpened, and what the owner allowed before stays allowed.
struct LcpOpened {
  AuthenticationMethod authenticate_with = AuthenticationMethod::kNone;  // asked of us, else by us
  std::uint16_t mru = 1500;  // largest packet the peer accepts, octets
};
// Everybody who was asked to is authenticated. Not reported where nobody was.
struct AuthenticationSucceeded {
  std::string message;  // the words with which the peer accepted us
};
// We were not accepted, or the peer was not. With `may_retry` the link waits, as long as the peer
// keeps it up, for set_credentials() and retry_authentication(), or for close(); else LinkDown with
// the same error follows.
struct AuthenticationFailed {
  Error error;
  bool may_retry = false;
};
struct NetworkOpened {
  Projection projection;
};
struct NetworkClosed {
  Error error;
};  // IPCP went down; LCP is still up. NetworkOpened again, or LinkDown, follows
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

  // Who we are, when it becomes known only after the peer has asked. Before allow_authentication()
  // or retry_authentication().
  void set_credentials(std::string user, Secret password);

  void open(TimePoint now);                  // the line is up: LCP starts
  void allow_authentication(TimePoint now);  // may be called before LcpOpened
  void retry_authentication(TimePoint now);  // after a refusal with may_retry, else nothing
  void allow_network(TimePoint now);  // may be called before authentication is done (send_ahead)
  void close(Error reason,
             TimePoint now);  // Terminate-Request, then LinkDown{reason}, in bounded time
  void handle_frame(std::uint16_t protocol, Octets information, TimePoint now);
  void handle_timeout(TimePoint now);
  void handle_line_down(Error reason, TimePoint now);  // LinkDown at once, nothing is sent

  [[nodiscard]] std::optional<OutFrame> poll_frame();
  [[nodiscard]] std::optional<LinkEvent> poll_event();
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const;

  // What another Link needs to go on from here; nothing while the network is not open, or where the
  // peer had to authenticate itself.
  std::optional<OpenedLink> opened() const;
  // Instead of open(): the link is open, and no event says so.
  void resume(const OpenedLink& opened, TimePoint now);

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
