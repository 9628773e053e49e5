#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "ppp/authentication.hpp"
#include "ppp/automaton.hpp"
#include "ppp/echo_monitor.hpp"
#include "ppp/ipcp.hpp"
#include "ppp/lcp.hpp"
#include "ppp/link.hpp"

namespace dial::ppp {

// The phases of RFC 1661 3.2 over the machines of LCP, authentication and IPCP.
class Link::Impl {
 public:
  Impl(LinkOptions options, RandomSource random);

  void open(TimePoint now);
  void set_credentials(std::string user, Secret password);
  void allow_authentication(TimePoint now);
  void retry_authentication(TimePoint now);
  void allow_network(TimePoint now);
  void close(Error reason, TimePoint now);
  void handle_frame(std::uint16_t protocol, Octets information, TimePoint now);
  void handle_timeout(TimePoint now);
  void handle_line_down(Error reason);
  std::optional<OpenedLink> opened() const;
  void resume(const OpenedLink& opened, TimePoint now);

  std::optional<OutFrame> poll_frame();
  std::optional<LinkEvent> poll_event();
  std::optional<TimePoint> poll_timeout() const;

  bool is_established() const { return phase_ == Phase::kOpened; }
  const Lcp& lcp() const { return lcp_; }
  bool is_network_open() const { return is_established() && ipcp_automaton_.is_open(); }
  bool has_heard_peer() const { return heard_peer_; }

 private:
  enum class Phase { kDead, kEstablish, kOpened, kTerminate, kDown };

  // link.cpp: frames in and out
  void handle_upper_frame(std::uint16_t protocol, Octets information, TimePoint now);
  bool may_handle(std::uint16_t protocol) const;
  bool is_authentication(std::uint16_t protocol) const;
  void keep(std::uint16_t protocol, Octets information);
  void handle_kept(TimePoint now);
  void handle_authentication_frame(std::uint16_t protocol, Octets information, TimePoint now);
  void reject_protocol(std::uint16_t protocol, Octets information);
  void collect_frames();

  // link_phases.cpp
  void pump(TimePoint now);
  bool handle_lcp_event(TimePoint now);
  bool handle_ipcp_event(TimePoint now);
  void enter_opened(TimePoint now);
  void make_sides();
  void leave_opened(TimePoint now);
  void handle_rejected_protocol(TimePoint now);
  void start_allowed_phases(TimePoint now);
  void start_authentication(TimePoint now);
  void start_network(TimePoint now);
  void watch_authentication(TimePoint now);
  bool fail_authentication(const Authentication& side, TimePoint now);
  Error authentication_error(const Authentication& side) const;
  void open_network(TimePoint now);
  void send_echo(TimePoint now);
  bool is_authenticated() const;
  bool may_start_network() const;
  AuthenticationMethod method() const;
  Duration restart_interval() const;
  void finish(Error reason);

  Error lcp_error() const;
  Error terminated_by_peer() const;
  Error ipcp_error() const;

  struct Kept {
    std::uint16_t protocol;
    Buffer information;
  };

  LinkOptions options_;  // only the credentials change
  const RandomSource random_;
  Lcp lcp_;
  Ipcp ipcp_;
  Automaton lcp_automaton_;
  Automaton ipcp_automaton_;
  EchoMonitor echo_;
  std::unique_ptr<Authentication> us_;    // proves who we are; set while the peer asks for it
  std::unique_ptr<Authentication> them_;  // makes the peer prove it; set while we ask for it
  Phase phase_ = Phase::kDead;
  bool heard_peer_ = false;
  bool authentication_allowed_ = false;
  bool network_allowed_ = false;
  bool authentication_started_ = false;  // since LCP opened; as the next two
  bool authentication_reported_ = false;
  bool network_started_ = false;
  bool network_was_open_ = false;  // ever
  bool waits_for_retry_ = false;
  std::optional<Error> refusal_;  // what the peer made of our last credentials
  std::optional<Error> reason_;   // why the link ends; set from Phase::kTerminate on
  std::deque<Kept> kept_;
  std::deque<OutFrame> frames_;
  std::deque<LinkEvent> events_;
};

}  // namespace dial::ppp
