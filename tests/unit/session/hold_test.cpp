// DESIGN 2, rule 4: the operation waits while the handler runs, and the line stays alive.
#include <doctest/doctest.h>

#include "support/session_rig.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::SessionRig;
using Method = ppp::AuthenticationMethod;

namespace {

SessionRig::Options slow_handler(Method method = Method::kChapMd5) {
  SessionRig::Options options;
  options.acknowledges = false;
  options.peer = test::demanding(method);
  return options;
}

// Acknowledges state by state until `state` has been reported and its handler still runs.
void run_to(SessionRig& rig, State state) {
  rig.dial();
  for (int i = 0; i < 20 && !rig.has_heard(state); ++i)
    rig.acknowledge_all();
  REQUIRE(rig.heard.back().state == state);
}

constexpr std::array kRunning = {
    State::kOpenPort,        State::kPortOpened,          State::kConnectDevice,
    State::kDeviceConnected, State::kAllDevicesConnected, State::kAuthenticate,
    State::kAuthNotify,      State::kAuthenticated,       State::kAuthProject,
    State::kProjected};

}  // namespace

TEST_SUITE("session::Session, handler contract") {
  TEST_CASE("nothing of a later state happens while the handler of a state runs") {
    for (const State state : kRunning) {
      CAPTURE(state_name(state));
      SessionRig rig(slow_handler());
      run_to(rig, state);
      const auto text = rig.sent_text;
      const auto heard = rig.heard.size();
      const auto asked = rig.effects.size();
      rig.wait(5s);
      CHECK(rig.sent_text == text);
      CHECK(rig.heard.size() == heard);
      CHECK(rig.effects.size() == asked);
      CHECK_FALSE(rig.session.is_ended());
    }
  }

  TEST_CASE("however long every handler takes, the dial ends Connected") {
    SessionRig rig(slow_handler());
    rig.dial();
    for (int i = 0; i < 30 && !rig.has_heard(State::kConnected); ++i) {
      rig.wait(2s);  // less than the peer's own patience with a silent line
      rig.acknowledge_all();
    }
    CHECK(rig.has_heard(State::kConnected));
    CHECK(rig.count(State::kConnected) == 1);
  }

  TEST_CASE("credentials do not leave before the handler of Authenticate has returned") {
    for (const Method method : {Method::kPap, Method::kChapMd5}) {
      for (const bool send_ahead : {false, true}) {
        auto options = slow_handler(method);
        options.settings.send_ahead = send_ahead;
        SessionRig rig(options);
        run_to(rig, State::kAuthenticate);
        const auto sent = rig.octets_sent;
        rig.wait(2s);
        CHECK(rig.octets_sent == sent);
        rig.acknowledge_all();
        CHECK(rig.octets_sent > sent);
      }
    }
  }

  TEST_CASE("an acknowledgement counts for all before it, and twice is once") {
    SessionRig rig(slow_handler());
    rig.dial();
    const auto first = rig.heard.back().sequence;
    rig.session.acknowledge(first + 100, rig.now);  // of what has not been said yet: only so far
    rig.settle();
    const auto heard = rig.heard.size();
    CHECK(rig.heard.back().sequence == first + 1);
    rig.session.acknowledge(first, rig.now);
    rig.settle();
    CHECK(rig.heard.size() == heard);
  }

  TEST_CASE("Echo-Requests are answered while a handler runs") {
    SessionRig rig(slow_handler(Method::kNone));
    run_to(rig, State::kAuthenticate);
    const auto sent = rig.octets_sent;
    // RFC 1661, 5.8: code 9, identifier 7, length 8, magic number 0.
    const Buffer echo = {9, 7, 0, 8, 0, 0, 0, 0};
    Buffer wire;
    hdlc::encode({ppp::kProtocolLcp, echo}, {}, wire);
    rig.receive(text_of(wire));
    CHECK(rig.octets_sent > sent);
  }

  TEST_CASE("a failure is told at once, and a call that carries an error holds nothing") {
    for (const State state : kRunning) {
      if (state == State::kOpenPort) continue;  // no line yet that could be lost
      CAPTURE(state_name(state));
      SessionRig rig(slow_handler());
      run_to(rig, state);
      rig.session.handle_line_lost({ErrorCode::kNoConnection, Layer::kPort, "hang-up", "", 0},
                                   rig.now);
      rig.settle();
      REQUIRE(rig.heard.size() >= 2);
      CHECK(rig.heard[rig.heard.size() - 2].state == state);
      CHECK(rig.heard[rig.heard.size() - 2].error.code == ErrorCode::kNoConnection);
      CHECK(rig.heard.back().state == State::kDisconnected);
      CHECK(rig.session.is_ended());
    }
  }

  TEST_CASE("octets of the call that arrive while a handler runs are not lost") {
    SessionRig::Options options;
    options.acknowledges = false;
    options.peer_answers = false;
    options.settings.login =
        *script::Login::parse(script::Language::kChat, "login: $USER word: \\q$PASSWORD");
    SessionRig rig(options);
    run_to(rig, State::kDeviceConnected);
    rig.receive("Welcome\r\nlogin: ", 1);
    const auto sent = rig.octets_sent;
    rig.wait(1s);
    CHECK(rig.octets_sent == sent);
    rig.acknowledge_all();
    CHECK(rig.octets_sent == sent + std::string_view("alice\r").size());
  }

  TEST_CASE("more than the line may wait with stops the line, not the memory") {
    SessionRig::Options options;
    options.acknowledges = false;
    options.peer_answers = false;
    SessionRig rig(options);
    run_to(rig, State::kDeviceConnected);
    CHECK(rig.session.wants_input());
    rig.receive(std::string(20'000, 'x'), 1000);
    CHECK_FALSE(rig.session.wants_input());
  }

  TEST_CASE("without a handler nothing waits") {
    auto options = slow_handler();
    options.settings.holds = false;
    SessionRig rig(options);
    rig.dial();
    CHECK(rig.has_heard(State::kConnected));
  }

  TEST_CASE("a client that stops acknowledging for good holds nothing any more") {
    SessionRig rig(slow_handler());
    run_to(rig, State::kConnectDevice);
    rig.session.stop_holding(rig.now);
    rig.settle();
    CHECK(rig.has_heard(State::kConnected));
  }
}
