// RFC 1661, 4.3 and 5.1: a Configure-Request may come at any time, a repeated one too; the machine
// leaves Opened and negotiates again.
#include <doctest/doctest.h>

#include "support/session_rig.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::SessionRig;

namespace {

// Configure-Request: code 1, identifier, length, options.
constexpr std::array<std::uint8_t, 4> kLcpRequest = {1, 200, 0, 4};
constexpr std::array<std::uint8_t, 10> kIpcpRequest = {1, 200, 0, 10, 3, 6, 10, 9, 0, 1};

void receive_from_peer(SessionRig& rig, std::uint16_t protocol, Octets packet) {
  Buffer wire;
  hdlc::encode({protocol, packet}, {}, wire);
  rig.receive(text_of(wire));
}

SessionRig::Options slow_handler() {
  SessionRig::Options options;
  options.acknowledges = false;
  options.peer = test::demanding(ppp::AuthenticationMethod::kPap);
  return options;
}

void run_to(SessionRig& rig, State state) {
  rig.dial();
  for (int i = 0; i < 20 && !rig.has_heard(state); ++i)
    rig.acknowledge_all();
  REQUIRE(rig.heard.back().state == state);
}

}  // namespace

TEST_SUITE("session::Session, negotiated anew") {
  TEST_CASE(
      "a peer that repeats its Configure-Request of IPCP or LCP does not end the connection") {
    for (const bool lcp : {false, true}) {
      CAPTURE(lcp);
      SessionRig rig;
      rig.dial();
      REQUIRE(rig.has_heard(State::kConnected));
      const auto heard = rig.heard.size();
      receive_from_peer(rig, lcp ? ppp::kProtocolLcp : ppp::kProtocolIpcp,
                        lcp ? Octets(kLcpRequest) : Octets(kIpcpRequest));
      rig.wait(10s);
      CHECK_FALSE(rig.session.is_ended());
      CHECK(rig.heard.size() == heard);
      const Buffer packet = {0x45, 0x00, 0x00, 0x04};
      rig.session.handle_packet(packet);
      CHECK(rig.session.statistics().packets_sent == 1);
    }
  }

  TEST_CASE("negotiated anew in any state before Connected, each state still comes once") {
    for (const State state : {State::kAuthenticate, State::kAuthNotify, State::kAuthenticated,
                              State::kAuthProject, State::kProjected}) {
      for (const bool lcp : {false, true}) {
        CAPTURE(state_name(state));
        CAPTURE(lcp);
        SessionRig rig(slow_handler());
        run_to(rig, state);
        receive_from_peer(rig, lcp ? ppp::kProtocolLcp : ppp::kProtocolIpcp,
                          lcp ? Octets(kLcpRequest) : Octets(kIpcpRequest));
        rig.wait(1s);
        for (int i = 0; i < 20 && !rig.session.was_connected(); ++i) {
          rig.acknowledge_all();
          rig.wait(1s);
        }
        auto states = rig.states();
        CHECK(states.back() == State::kConnected);
        std::ranges::sort(states);
        CHECK(std::ranges::adjacent_find(states) == states.end());
      }
    }
  }

  TEST_CASE("another MRU of the peer is the network's, and the same one is no news") {
    SessionRig rig;
    rig.dial();
    REQUIRE(rig.has_heard(State::kConnected));
    REQUIRE(rig.asked<session::ConfigureNetwork>() == 1);
    for (const auto& [mru, asked] : {std::pair<std::uint16_t, std::size_t>{1500, 1}, {1300, 2}}) {
      CAPTURE(mru);
      ppp::LinkOptions other;
      other.lcp.mru = mru;
      other.ipcp.local = *parse_ipv4("10.9.0.1");
      other.ipcp.remote = *parse_ipv4("10.9.0.2");
      // It has been started again behind the same line.
      rig.peer.emplace(other, SessionRig::seeded(3));
      rig.peer->link().open(rig.now);
      rig.peer->link().allow_authentication(rig.now);
      rig.peer->link().allow_network(rig.now);
      rig.settle();
      rig.wait(5s);
      REQUIRE_FALSE(rig.session.is_ended());
      CHECK(rig.session.projection()->mru == mru);
      CHECK(rig.asked<session::ConfigureNetwork>() == asked);
    }
    CHECK(rig.count(State::kConnected) == 1);
  }

  TEST_CASE("a peer that ends IPCP and stays ends the connection with 736") {
    SessionRig rig;
    rig.dial();
    constexpr std::array<std::uint8_t, 4> kTerminate = {5, 201, 0, 4};
    receive_from_peer(rig, ppp::kProtocolIpcp, kTerminate);
    rig.wait(5s);
    CHECK(rig.session.is_ended());
    CHECK(rig.end().code == ErrorCode::kPppNcpTerminated);
  }
}
