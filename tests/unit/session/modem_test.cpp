#include <doctest/doctest.h>

#include "support/session_rig.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::SessionRig;

namespace {

SessionRig::Options answering_dial_with(const std::string& answer) {
  SessionRig::Options options;
  options.answers["ATDT5551234"] = answer;
  return options;
}

}  // namespace

TEST_SUITE("session::Session, modem") {
  TEST_CASE("every answer of a modem ends the dial with its own RAS number and the modem's words") {
    struct Case {
      std::string answer;
      ErrorCode code;
      std::string raw;
    };
    const std::vector<Case> cases = {
        {"\r\nBUSY\r\n", ErrorCode::kLineBusy, "BUSY"},
        {"\r\nNO CARRIER\r\n", ErrorCode::kNoCarrier, "NO CARRIER"},
        {"\r\nNO ANSWER\r\n", ErrorCode::kNoAnswer, "NO ANSWER"},
        {"\r\nNO DIALTONE\r\n", ErrorCode::kNoDialtone, "NO DIALTONE"},
        {"\r\nNO DIAL TONE\r\n", ErrorCode::kNoDialtone, "NO DIAL TONE"},
        {"\r\nVOICE\r\n", ErrorCode::kVoiceAnswer, "VOICE"},
        {"\r\nERROR\r\n", ErrorCode::kFromDevice, "ERROR"},
        {"\r\nDELAYED\r\n", ErrorCode::kBlocked, "DELAYED"},
        {"\r\n+CME ERROR: 30\r\n", ErrorCode::kFromDevice, "+CME ERROR: 30"},
    };
    for (const Case& expected : cases) {
      CAPTURE(expected.answer);
      SessionRig rig(answering_dial_with(expected.answer));
      rig.dial();
      REQUIRE(rig.heard.size() == 5);
      CHECK(rig.heard[3].state == State::kConnectDevice);
      CHECK(rig.heard[3].error.code == expected.code);
      CHECK(rig.heard[3].error.layer == Layer::kModem);
      CHECK(rig.heard[3].error.raw == expected.raw);
      CHECK(rig.heard[4].state == State::kDisconnected);
      CHECK(rig.heard[4].error == rig.heard[3].error);
      CHECK(rig.session.is_ended());
    }
  }

  TEST_CASE("a modem that never answers the dial times out at dial_timeout, not before") {
    SessionRig rig(answering_dial_with(""));
    rig.dial();
    rig.wait(59'999ms);
    CHECK(rig.session.state() == State::kConnectDevice);
    rig.wait(1ms);
    rig.wait(2s);
    CHECK(rig.end().code == ErrorCode::kRequestTimeout);
  }

  TEST_CASE("a modem that answers nothing is asked to leave data mode, then is not ready") {
    SessionRig::Options options;
    options.answers.clear();
    SessionRig rig(options);
    rig.dial();
    rig.wait(30s);
    CHECK(rig.sent_text.find("+++") != std::string::npos);
    CHECK(rig.sent_text.find("ATH\r") != std::string::npos);
    CHECK(rig.heard.front().state == State::kOpenPort);
    CHECK(rig.heard[1].state == State::kOpenPort);
    CHECK(rig.end().code == ErrorCode::kDeviceNotReady);
  }

  TEST_CASE("a modem left on-line by its last user is recovered and dials") {
    SessionRig::Options options;
    options.answers.clear();
    options.answers["ATH"] = "\r\nOK\r\n";
    SessionRig rig(options);
    rig.dial();
    CHECK(rig.sent_text == "ATZ\r");
    rig.wait(7s);  // init_timeout 5 s, guard 1 s, +++, guard 1 s
    CHECK(rig.sent_text == "ATZ\r+++");
    rig.receive("\r\nOK\r\n");
    rig.wait(1s);
    CHECK(rig.sent_text.ends_with("ATZ\r"));
    rig.receive("\r\nOK\r\n");
    CHECK(rig.sent_text.ends_with("ATE0\r"));
    rig.receive("\r\nOK\r\n");
    CHECK(rig.has_heard(State::kPortOpened));
  }

  TEST_CASE(
      "a modem left dialling by its last user, and connected meanwhile, is hung up and dials") {
    SessionRig::Options options;
    options.answers.clear();
    options.answers["ATH"] = "\r\nOK\r\n";
    SessionRig rig(options);
    rig.dial();
    CHECK(rig.sent_text == "ATZ\r");
    rig.receive("\r\nCONNECT 33600\r\n");
    CHECK(rig.sent_text == "ATZ\r");
    rig.wait(2s);  // guard 1 s, +++, guard 1 s
    CHECK(rig.sent_text == "ATZ\r+++");
    rig.receive("\r\nOK\r\n");
    rig.wait(1s);
    CHECK(rig.sent_text.ends_with("ATZ\r"));
    rig.receive("\r\nOK\r\n");
    rig.receive("\r\nOK\r\n");
    CHECK(rig.has_heard(State::kPortOpened));
  }

  TEST_CASE("the port that does not open fails the state OpenPort with its own error") {
    SessionRig::Options options;
    options.port_opens = false;
    SessionRig rig(options);
    rig.dial();
    rig.session.handle_port_failed({ErrorCode::kPortNotAvailable, Layer::kPort, "held", "", 0},
                                   rig.now);
    rig.settle();
    REQUIRE(rig.heard.size() == 3);
    CHECK(rig.heard[1].state == State::kOpenPort);
    CHECK(rig.heard[1].error.code == ErrorCode::kPortNotAvailable);
    CHECK(rig.heard[2].state == State::kDisconnected);
  }

  TEST_CASE("a direct line dials nothing") {
    auto options = test::direct_line();
    options.peer_answers = false;
    SessionRig rig(options);
    rig.dial();
    CHECK(rig.states() ==
          std::vector{State::kOpenPort, State::kPortOpened, State::kAllDevicesConnected});
    CHECK(rig.sent_text.find("AT") == std::string::npos);
  }
}
