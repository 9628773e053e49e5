#include <doctest/doctest.h>

#include "support/session_rig.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::SessionRig;

namespace {

const Error kHungUp{ErrorCode::kUserDisconnection, Layer::kManager, "", "", 0};

SessionRig::Options slow_handler() {
  SessionRig::Options options;
  options.acknowledges = false;
  options.peer = test::demanding(ppp::AuthenticationMethod::kPap);
  return options;
}

}  // namespace

TEST_SUITE("session::Session, the way down") {
  TEST_CASE("hung up in any state: the port is closed first, then exactly one Disconnected") {
    for (int acknowledged = 0; acknowledged <= 11; ++acknowledged) {
      SessionRig rig(slow_handler());
      rig.closes = false;
      rig.dial();
      for (int i = 0; i < acknowledged; ++i)
        rig.acknowledge_all();
      CAPTURE(state_name(rig.session.state()));
      rig.session.hang_up(kHungUp, false, rig.now);
      rig.settle();
      rig.wait(1s);
      CHECK(rig.count(State::kDisconnected) == 0);
      CHECK(rig.asked<session::CloseDown>() == 1);
      rig.session.handle_closed(rig.now);
      rig.settle();
      CHECK(rig.count(State::kDisconnected) == 1);
      CHECK(rig.end().code == ErrorCode::kUserDisconnection);
      CHECK(rig.heard.back().state == State::kDisconnected);

      const auto heard = rig.heard.size();
      rig.session.hang_up(kHungUp, false, rig.now);
      rig.session.acknowledge(1000, rig.now);
      rig.session.handle_line_lost({ErrorCode::kNoConnection, Layer::kPort, "", "", 0}, rig.now);
      rig.session.handle_closed(rig.now);
      rig.receive("\r\nNO CARRIER\r\n");
      rig.wait(1min);
      CHECK(rig.heard.size() == heard);
    }
  }

  TEST_CASE("a hang-up reports no state with an error: it is no failure of the state") {
    SessionRig rig;
    rig.dial();
    rig.session.hang_up(kHungUp, false, rig.now);
    rig.settle();
    rig.wait(1s);
    for (const auto& notification : rig.heard) {
      if (notification.state != State::kDisconnected) CHECK_FALSE(notification.error);
    }
  }

  TEST_CASE("a live peer acknowledges our Terminate-Request, and no time passes") {
    SessionRig rig;
    rig.dial();
    const TimePoint start = rig.now;
    rig.session.hang_up(kHungUp, false, rig.now);
    rig.settle();
    CHECK(rig.session.is_ended());
    CHECK(rig.now == start);
  }

  TEST_CASE("a dead peer delays the hang-up by one restart interval, half a second in a hurry") {
    for (const auto& [restart, hurry, limit] :
         {std::tuple{250ms, false, 250ms}, std::tuple{3000ms, false, 3000ms},
          std::tuple{3000ms, true, 500ms}}) {
      SessionRig::Options options;
      options.settings.link.timers.restart = restart;
      SessionRig rig(options);
      rig.dial();
      rig.peer.reset();
      rig.session.hang_up(kHungUp, hurry, rig.now);
      rig.settle();
      rig.wait(limit - 1ms);
      CHECK_FALSE(rig.session.is_ended());
      rig.wait(1ms);
      CHECK(rig.session.is_ended());
    }
  }

  TEST_CASE("a modem that cannot be hung up by DTR gets +++ with its guard times, then ATH") {
    SessionRig::Options options;
    options.settings.modem.hangs_up_by_escape = true;
    options.peer_answers = false;
    SessionRig rig(options);
    rig.dial();
    const auto before = rig.octets_sent;
    rig.session.hang_up(kHungUp, true, rig.now);
    rig.settle();
    rig.wait(250ms);  // the peer's chance to answer the Terminate-Request
    const auto terminated = rig.octets_sent;
    rig.wait(999ms);
    CHECK(rig.octets_sent == terminated);
    rig.wait(1ms);
    CHECK(rig.octets_sent == terminated + 3);
    rig.wait(999ms);
    CHECK(rig.octets_sent == terminated + 3);
    rig.wait(1ms);
    rig.receive("\r\nOK\r\n");
    CHECK(rig.octets_sent == terminated + 3 + std::string_view("ATH\r").size());
    CHECK(rig.octets_sent > before);
    rig.receive("\r\nOK\r\n");
    rig.wait(1s);
    CHECK(rig.session.is_ended());
  }

  TEST_CASE("carrier lost before Connected is 668, after it 829") {
    for (const bool connected : {false, true}) {
      SessionRig::Options options;
      options.peer_answers = connected;
      SessionRig rig(options);
      rig.dial();
      REQUIRE(rig.has_heard(State::kConnected) == connected);
      rig.peer.reset();
      rig.receive("\r\nNO CARRIER\r\n", 1);
      rig.wait(499ms);
      CHECK_FALSE(rig.session.is_ended());
      rig.wait(1ms);
      CHECK(rig.session.is_ended());
      CHECK(rig.end().code == (connected ? ErrorCode::kLinkFailure : ErrorCode::kNoConnection));
      CHECK(rig.end().raw == "NO CARRIER");
    }
  }

  TEST_CASE("a modem that says NO CARRIER while PPP is being terminated is not sent +++") {
    SessionRig::Options options;
    options.settings.modem.hangs_up_by_escape = true;
    SessionRig rig(options);
    rig.dial();
    rig.peer.reset();
    rig.session.hang_up(kHungUp, false, rig.now);
    rig.settle();
    rig.receive("\r\nNO CARRIER\r\n");
    rig.wait(499ms);
    CHECK_FALSE(rig.session.is_ended());
    rig.wait(1ms);  // before the guard time of +++ is over
    CHECK(rig.session.is_ended());
    CHECK(rig.end().code == ErrorCode::kUserDisconnection);
  }

  TEST_CASE("hung up right after NO CARRIER it has no deadline that stays in the past") {
    SessionRig rig;
    rig.dial();
    rig.peer.reset();
    rig.receive("\r\nNO CARRIER\r\n");
    rig.session.hang_up(kHungUp, false, rig.now);
    rig.now += 1min;
    rig.session.handle_timeout(rig.now);
    const auto next = rig.session.poll_timeout();
    CHECK((!next || *next > rig.now));
  }

  TEST_CASE("a peer that terminates ends the connection with 629 and its words") {
    SessionRig rig;
    rig.dial();
    rig.peer->link().close({ErrorCode::kUserDisconnection, Layer::kLcp, "", "", 0}, rig.now);
    rig.settle();
    rig.wait(5s);
    CHECK(rig.end().code == ErrorCode::kRemoteDisconnection);
  }

  TEST_CASE("a line nobody answers on ends with 721, in bounded time") {
    SessionRig::Options options;
    options.peer_answers = false;
    SessionRig rig(options);
    rig.dial();
    rig.wait(60s);
    CHECK(rig.session.is_ended());
    CHECK(rig.end().code == ErrorCode::kPppNoResponse);
    CHECK(rig.end().layer == Layer::kLcp);
  }

  TEST_CASE("a peer that falls silent after Connected is a lost link within the keep-alive") {
    SessionRig rig;
    rig.dial();
    rig.peer.reset();
    rig.wait(30s * 6);
    CHECK(rig.session.is_ended());
    CHECK(rig.end().code == ErrorCode::kLinkFailure);
  }
}
