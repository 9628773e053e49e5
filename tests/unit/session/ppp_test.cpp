#include <doctest/doctest.h>

#include "support/session_rig.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::SessionRig;
using Method = ppp::AuthenticationMethod;

namespace {

SessionRig::Options with_peer(ppp::LinkOptions peer) {
  SessionRig::Options options;
  options.peer = std::move(peer);
  return options;
}

}  // namespace

TEST_SUITE("session::Session, PPP") {
  TEST_CASE("a dial without authentication goes through its states in the order of RAS") {
    SessionRig rig;
    rig.dial();
    CHECK(rig.states() == std::vector{State::kOpenPort, State::kPortOpened, State::kConnectDevice,
                                      State::kDeviceConnected, State::kAllDevicesConnected,
                                      State::kAuthenticate, State::kAuthProject, State::kProjected,
                                      State::kConnected});
    CHECK(rig.session.projection()->local == *parse_ipv4("10.9.0.2"));
    CHECK(rig.session.projection()->remote == *parse_ipv4("10.9.0.1"));
    CHECK(rig.session.connect_text() == "CONNECT 33600");
  }

  TEST_CASE("PAP and CHAP add AuthNotify and Authenticated") {
    for (const Method method : {Method::kPap, Method::kChapMd5}) {
      CAPTURE(ppp::authentication_name(method));
      SessionRig rig(with_peer(test::demanding(method)));
      rig.dial();
      const auto states = rig.states();
      const auto from = std::ranges::find(states, State::kAuthenticate);
      CHECK(std::vector(from, states.end()) ==
            std::vector{State::kAuthenticate, State::kAuthNotify, State::kAuthenticated,
                        State::kAuthProject, State::kProjected, State::kConnected});
      CHECK(rig.session.projection()->authentication == ppp::authentication_name(method));
    }
  }

  TEST_CASE("no time passes between CONNECT and the open network on a line without delay") {
    for (const Method method : {Method::kNone, Method::kPap, Method::kChapMd5}) {
      SessionRig rig(with_peer(test::demanding(method)));
      const TimePoint start = rig.now;
      rig.dial();
      CHECK(rig.has_heard(State::kConnected));
      CHECK(rig.now == start);
    }
  }

  TEST_CASE("a lost first Configure-Request costs a quarter of a second and no more") {
    auto options = test::direct_line();
    options.peer_answers = false;
    SessionRig rig(options);
    const TimePoint start = rig.now;
    rig.dial();  // its Configure-Request reaches nobody
    rig.peer.emplace(
        [] {
          ppp::LinkOptions peer;
          peer.passive = true;
          peer.ipcp.local = *parse_ipv4("10.9.0.1");
          peer.ipcp.remote = *parse_ipv4("10.9.0.2");
          return peer;
        }(),
        SessionRig::seeded(3));
    rig.peer->link().open(rig.now);
    rig.peer->link().allow_authentication(rig.now);
    rig.peer->link().allow_network(rig.now);
    rig.wait(249ms);
    CHECK_FALSE(rig.has_heard(State::kAuthenticate));
    rig.wait(1ms);
    CHECK(rig.has_heard(State::kConnected));
    CHECK(rig.now - start == 250ms);
  }

  TEST_CASE(
      "a refused password fails AuthNotify with 691 and the peer's layer, then Disconnected") {
    for (const Method method : {Method::kPap, Method::kChapMd5}) {
      CAPTURE(ppp::authentication_name(method));
      auto options = with_peer(test::demanding(method));
      options.settings.link.authentication.password = Secret("wrong");
      SessionRig rig(options);
      rig.dial();
      rig.wait(3s);
      REQUIRE(rig.heard.size() >= 3);
      const auto& before = rig.heard[rig.heard.size() - 2];
      CHECK(before.state == State::kAuthNotify);
      CHECK(before.error.code == ErrorCode::kAuthenticationFailure);
      CHECK(before.error.layer == Layer::kAuthentication);
      CHECK(rig.heard.back().state == State::kDisconnected);
      CHECK(rig.heard.back().error.code == ErrorCode::kAuthenticationFailure);
      CHECK(rig.count(State::kDisconnected) == 1);
    }
  }

  TEST_CASE("a peer that asks who we are, of a profile without user, is error 703") {
    auto options = with_peer(test::demanding(Method::kPap));
    options.settings.link.authentication.user.clear();
    SessionRig rig(options);
    rig.dial();
    rig.wait(3s);
    CHECK(rig.end().code == ErrorCode::kInteractiveMode);
    CHECK_FALSE(rig.has_heard(State::kRetryAuthentication));
  }

  TEST_CASE("with pauses allowed it waits in RetryAuthentication, and resume goes on") {
    auto options = with_peer(test::demanding(Method::kChapMd5));
    options.settings.link.authentication.user.clear();
    options.settings.allow_pause = true;
    SessionRig rig(options);
    rig.dial();
    REQUIRE(rig.states().back() == State::kRetryAuthentication);
    CHECK(rig.session.resume({.user = "alice", .password = "secret", .number = ""}, rig.now));
    rig.settle();
    CHECK(rig.has_heard(State::kAuthRetry));
    CHECK(rig.has_heard(State::kConnected));
  }

  TEST_CASE("resume anywhere else is error 705 and changes nothing") {
    SessionRig rig;
    rig.dial();
    const auto heard = rig.heard.size();
    const auto result = rig.session.resume({}, rig.now);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::kInvalidAuthState);
    rig.settle();
    CHECK(rig.heard.size() == heard);
  }

  TEST_CASE("a pause nobody answers ends at pause_limit") {
    auto options = with_peer(test::demanding(Method::kPap));
    options.settings.link.authentication.user.clear();
    options.settings.allow_pause = true;
    options.settings.pause_limit = 20s;
    SessionRig rig(options);
    rig.dial();
    rig.wait(19'999ms);
    CHECK_FALSE(rig.session.is_ended());
    rig.wait(2s);
    CHECK(rig.end().code == ErrorCode::kInteractiveMode);
  }

  TEST_CASE("a network that cannot be configured fails Projected") {
    SessionRig rig;
    rig.network_result =
        std::unexpected(Error{ErrorCode::kNoIpAdapter, Layer::kNetwork, "no /dev/net/tun", "", 0});
    rig.dial();
    rig.wait(3s);
    CHECK(rig.end().code == ErrorCode::kNoIpAdapter);
    CHECK(rig.heard[rig.heard.size() - 2].state == State::kProjected);
    CHECK_FALSE(rig.has_heard(State::kConnected));
  }

  TEST_CASE("an interface that is gone ends the connection with what took it") {
    SessionRig rig;
    rig.dial();
    rig.session.handle_network_lost(
        {ErrorCode::kLinkFailure, Layer::kNetwork, "tun0 was removed", "", 0}, rig.now);
    rig.settle();
    rig.wait(1s);
    CHECK(rig.session.is_ended());
    CHECK(rig.end().code == ErrorCode::kLinkFailure);
    CHECK(rig.end().layer == Layer::kNetwork);
  }

  TEST_CASE("packets cross when the link is up, and are counted") {
    SessionRig rig;
    rig.dial();
    const Buffer packet = {0x45, 0x00, 0x00, 0x04, 0x7e, 0x7d, 0x11, 0x00};
    Buffer wire;
    REQUIRE(rig.peer->send_packet(packet, wire));
    rig.receive(text_of(wire), 3);
    REQUIRE(rig.packets.size() == 1);
    CHECK(rig.packets[0] == packet);
    rig.session.handle_packet(packet);
    CHECK_FALSE(rig.session.output().empty());
    CHECK(rig.session.statistics().packets_received == 1);
    CHECK(rig.session.statistics().bytes_sent == packet.size());
  }
}
