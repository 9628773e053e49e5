// Interactive: the line in the hands of a person.
#include <doctest/doctest.h>

#include "support/session_rig.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::SessionRig;
using session::TerminalStage;

namespace {

// RFC 1662 4.2: an LCP frame as peers send it before LCP is open.
constexpr std::string_view kFrameStart = "~\xff}#\xc0!";

SessionRig::Options with_terminal(TerminalStage stage) {
  SessionRig::Options options;
  options.settings.allow_pause = true;
  options.settings.terminal = stage;
  options.settings.pause_limit = 20s;
  options.peer.passive = true;
  return options;
}

// Nobody speaks PPP: what comes from the line is the test's.
SessionRig::Options quiet(TerminalStage stage) {
  auto options = with_terminal(stage);
  options.peer_answers = false;
  return options;
}

std::string take(SessionRig& rig, std::size_t most = 1 << 20) {
  std::string text(text_of(rig.session.terminal_text()).substr(0, most));
  rig.session.terminal_text_taken(text.size());
  return text;
}

std::string type(SessionRig& rig, std::string_view text) {
  rig.session.handle_terminal_input(octets_of(text), rig.now);
  std::string sent(text_of(rig.session.output()));
  rig.session.output_taken();
  return sent;
}

ErrorCode resume(SessionRig& rig) {
  const auto result = rig.session.resume({}, rig.now);
  rig.settle();
  return result ? ErrorCode::kSuccess : result.error().code;
}

}  // namespace

TEST_SUITE("session::Session, Interactive") {
  TEST_CASE("after the dial it follows DeviceConnected, before it PortOpened") {
    SessionRig after(with_terminal(TerminalStage::kAfterDial));
    after.dial();
    CHECK(after.states().back() == State::kInteractive);
    CHECK(*(after.states().end() - 2) == State::kDeviceConnected);
    SessionRig before(with_terminal(TerminalStage::kBeforeDial));
    before.dial();
    CHECK(before.states().back() == State::kInteractive);
    CHECK(*(before.states().end() - 2) == State::kPortOpened);
    CHECK(before.sent_text.find("ATD") == std::string::npos);
  }

  TEST_CASE("a direct line has one place for it, whatever it is called") {
    for (const auto stage : {TerminalStage::kBeforeDial, TerminalStage::kAfterDial}) {
      auto options = test::direct_line();
      options.settings.allow_pause = true;
      options.settings.terminal = stage;
      options.peer.passive = true;
      SessionRig rig(options);
      rig.dial();
      CHECK(rig.states() == std::vector{State::kOpenPort, State::kPortOpened, State::kInteractive});
      CHECK(resume(rig) == ErrorCode::kSuccess);
      CHECK(rig.has_heard(State::kConnected));
    }
  }

  TEST_CASE("octets pass unchanged both ways, every value of them") {
    std::string all;
    for (int octet = 0; octet < 256; ++octet)
      all += static_cast<char>(octet);
    for (const auto stage : {TerminalStage::kBeforeDial, TerminalStage::kAfterDial}) {
      SessionRig rig(quiet(stage));
      rig.dial();
      rig.receive(all, 7);
      CHECK(take(rig) == all);
      CHECK(type(rig, all) == all);
      CHECK(rig.session.state() == State::kInteractive);
    }
  }

  TEST_CASE("what came with the CONNECT, and while the handler ran, is text of the terminal") {
    auto options = quiet(TerminalStage::kAfterDial);
    options.acknowledges = false;
    options.answers["ATDT5551234"] = "\r\nCONNECT 33600\r\nWelcome\r\n";
    SessionRig rig(options);
    rig.dial();
    for (int i = 0; i < 10 && !rig.has_heard(State::kInteractive); ++i)
      rig.acknowledge_all();
    rig.receive("login: ");
    CHECK(rig.session.is_interactive());
    CHECK_FALSE(rig.session.takes_terminal_input());
    CHECK(type(rig, "too early").empty());
    rig.acknowledge_all();
    CHECK(type(rig, "alice\r") == "alice\r");
    CHECK(take(rig) == "Welcome\r\nlogin: ");
  }

  TEST_CASE("text waits up to its limit, then the line's flow control works, and nothing is lost") {
    SessionRig rig(quiet(TerminalStage::kAfterDial));
    rig.dial();
    std::string sent;
    while (rig.session.wants_input()) {
      const std::string part = "line " + std::to_string(sent.size()) + "\r\n";
      sent += part;
      rig.receive(part);
    }
    CHECK(sent.size() >= session::Terminal::kMaxWaiting);
    CHECK(sent.size() < session::Terminal::kMaxWaiting + 32);
    std::string taken = take(rig, 1000);
    CHECK(rig.session.wants_input());
    rig.receive("the end");
    while (!rig.session.terminal_text().empty())
      taken += take(rig, 777);
    CHECK(taken == sent + "the end");
  }

  TEST_CASE("PPP frames end it by themselves, at every split, and PPP begins with them") {
    for (const std::size_t piece : {1U, 2U, 5U, 1000U}) {
      CAPTURE(piece);
      auto options = with_terminal(TerminalStage::kAfterDial);
      options.peer_answers = false;
      SessionRig rig(options);
      rig.dial();
      rig.receive("login: ");
      CHECK(take(rig) == "login: ");
      // The far end's first Configure-Request: MRU 1500, identifier 1; the session must answer it.
      Buffer wire;
      hdlc::encode({ppp::kProtocolLcp, Buffer{1, 1, 0, 8, 1, 4, 5, 0xdc}}, {}, wire);
      rig.receive("\r\nPPP starts\r\n" + std::string(text_of(wire)), piece);
      CHECK(rig.has_heard(State::kAllDevicesConnected));
      CHECK_FALSE(rig.session.is_interactive());
      CHECK(resume(rig) == ErrorCode::kInvalidAuthState);
      // What is left to be shown is the text, and of a frame that came at once none of it.
      const std::string text = take(rig);
      CHECK(text.substr(0, 14) == "\r\nPPP starts\r\n");
      if (piece == 1000U) CHECK(text.size() == 14);
      SessionRig silent(options);
      silent.dial();
      resume(silent);
      CHECK(rig.octets_sent > silent.octets_sent);  // not our request alone: the peer's is answered
    }
  }

  TEST_CASE("frames wait for the handler: the state ends when it has returned") {
    auto options = quiet(TerminalStage::kAfterDial);
    options.acknowledges = false;
    SessionRig rig(options);
    rig.dial();
    for (int i = 0; i < 10 && !rig.has_heard(State::kInteractive); ++i)
      rig.acknowledge_all();
    rig.receive(kFrameStart);
    rig.wait(5s);
    CHECK(rig.heard.back().state == State::kInteractive);
    rig.acknowledge_all();
    CHECK(rig.heard.back().state == State::kAllDevicesConnected);
  }

  TEST_CASE("a tilde is no frame, and is shown") {
    SessionRig rig(quiet(TerminalStage::kAfterDial));
    rig.dial();
    rig.receive("alice@host:~", 1);
    CHECK(take(rig) == "alice@host:~");
    rig.receive("$ ~\xff}#\xc0#", 1);
    CHECK(take(rig) == "$ ~\xff}#\xc0#");
    CHECK(rig.session.state() == State::kInteractive);
  }

  TEST_CASE("the beginning of a frame that is there at the resume is PPP's") {
    auto options = with_terminal(TerminalStage::kAfterDial);
    options.peer_answers = false;
    SessionRig rig(options);
    rig.dial();
    Buffer wire;
    hdlc::encode({ppp::kProtocolLcp, Buffer{1, 1, 0, 8, 1, 4, 5, 0xdc}}, {}, wire);
    const std::string frame(text_of(wire));
    rig.receive("bye\r\n" + frame.substr(0, 3));
    CHECK(resume(rig) == ErrorCode::kSuccess);
    const auto sent = rig.octets_sent;
    rig.receive(frame.substr(3));
    CHECK(rig.octets_sent > sent);  // Configure-Ack
    CHECK(take(rig).starts_with("bye\r\n"));
  }

  TEST_CASE("before the dial: resume dials as ever") {
    SessionRig rig(with_terminal(TerminalStage::kBeforeDial));
    rig.dial();
    rig.receive("\r\nOK\r\n");
    CHECK(take(rig) == "\r\nOK\r\n");
    CHECK(resume(rig) == ErrorCode::kSuccess);
    CHECK(rig.has_heard(State::kConnected));
    CHECK(rig.sent_text.ends_with("ATDT5551234\r"));
    CHECK(rig.count(State::kInteractive) == 1);
  }

  TEST_CASE("before the dial: who dials by hand and reaches PPP is not dialled for again") {
    SessionRig rig(quiet(TerminalStage::kBeforeDial));
    rig.dial();
    CHECK(type(rig, "ATD5550000\r") == "ATD5550000\r");
    rig.receive("\r\nCONNECT 1200\r\n");
    rig.receive(kFrameStart);
    CHECK(rig.states().back() == State::kAllDevicesConnected);
    CHECK_FALSE(rig.has_heard(State::kConnectDevice));
    CHECK(rig.sent_text.find("ATDT5551234") == std::string::npos);
    CHECK(rig.asked<session::WatchCarrier>() == 1);
  }

  TEST_CASE("before the dial: what was typed may have dialled, so the modem is hung up") {
    for (const bool typed : {false, true}) {
      auto options = quiet(TerminalStage::kBeforeDial);
      options.settings.modem.hangs_up_by_escape = true;
      SessionRig rig(options);
      rig.dial();
      if (typed) type(rig, "ATD5550000\r");
      rig.session.hang_up({ErrorCode::kUserDisconnection, Layer::kManager, ""}, false, rig.now);
      rig.settle();
      rig.wait(10s);
      CHECK(rig.session.is_ended());
      CHECK((rig.sent_text.find("+++") != std::string::npos) == typed);
    }
  }

  TEST_CASE("pause_limit counts from the last key") {
    SessionRig rig(quiet(TerminalStage::kAfterDial));
    rig.dial();
    for (int i = 0; i < 5; ++i) {
      rig.wait(19s);
      CHECK(type(rig, "x") == "x");
    }
    rig.wait(19'999ms);
    CHECK_FALSE(rig.session.is_closing());
    rig.wait(1ms);
    CHECK(rig.end().code == ErrorCode::kInteractiveMode);
  }

  TEST_CASE("NO CARRIER in the terminal is a lost line, and was shown") {
    SessionRig rig(quiet(TerminalStage::kAfterDial));
    rig.dial();
    rig.receive("\r\nNO CARRIER\r\n");
    rig.wait(1s);
    CHECK(rig.session.is_ended());
    CHECK(rig.end().code == ErrorCode::kNoConnection);
    CHECK(take(rig) == "\r\nNO CARRIER\r\n");
  }

  TEST_CASE("outside the state nothing typed reaches the line") {
    SessionRig rig(quiet(TerminalStage::kAfterDial));
    CHECK(type(rig, "x").empty());
    rig.dial();
    resume(rig);
    CHECK(type(rig, "x").empty());
    CHECK_FALSE(rig.session.is_interactive());
  }
}
