#pragma once

#include <uv.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dial/error.hpp"
#include "dial/types.hpp"
#include "ppp/link.hpp"
#include "simulator/far_end.hpp"

namespace dial::simulator {

// The PPP peer that answers a call.
struct PeerOptions {
  ppp::AuthenticationMethod require = ppp::AuthenticationMethod::kNone;
  std::map<std::string, std::string> users{{"alice", "secret"}};  // name, password
  bool menu = false;             // and behind the login there is a menu, of which PPP is one choice
  bool login = false;            // asks for name and password in text first: see login_menu.hpp
  bool speaks_first = false;     // else it waits for the caller
  unsigned tries = 1;            // of the caller, on one link
  std::string name = "dialsim";  // its own, in CHAP Challenges
  Ipv4Address local{0x0a400001};          // its own: 10.64.0.1
  Ipv4Address remote{0x0a400002};         // the caller's: 10.64.0.2
  std::vector<Ipv4Address> name_servers;  // two at most (RFC 1877)
  std::uint16_t mru = 1500;
  bool tun = false;  // packets go to a TUN interface; else ICMP echo is answered, the rest counted
  std::string interface;  // its name; empty: the kernel's choice
  ppp::Timers timers;
};

struct PeerCounters {
  std::uint64_t packets_received = 0;  // IPv4 packets from the caller
  std::uint64_t packets_sent = 0;
  std::uint64_t echoes_answered = 0;  // ICMP Echo; 0 with a TUN interface
};

// Answers one call: waits for the caller's first frame, negotiates, then carries packets. Gone
// when the link is down. The counters are the caller's and outlive the peer.
// Fails with kNoIpAdapter or kIpConfiguration where a TUN interface cannot be had.
Result<std::unique_ptr<FarEnd>> answer_with_ppp(uv_loop_t* loop, const PeerOptions& options,
                                                PeerCounters& counters, FarEndOwner& owner);

}  // namespace dial::simulator
