// A modem that does not come back: what is said to it before the init commands.
#include <doctest/doctest.h>

#include "support/session_rig.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::SessionRig;

namespace {

constexpr auto kOk = "\r\nOK\r\n";

SessionRig::Options resetting() {
  auto options = SessionRig::Options{};
  options.settings.modem.revival = {.commands = {"ATH", "ATZ"}, .note = "recovery: reset"};
  options.answers["ATH"] = kOk;
  return options;
}

SessionRig::Options restarting() {
  auto options = SessionRig::Options{};
  options.settings.modem.revival = {
      .commands = {"AT+CFUN=1,1"}, .note = "recovery: restart", .wait = 60s};
  options.answers["AT+CFUN=1,1"] = kOk;
  options.answers["AT"] = kOk;
  return options;
}

std::size_t times_sent(const SessionRig& rig, const std::string& command) {
  std::size_t count = 0;
  const std::string line = command + "\r";
  for (auto at = rig.sent_text.find(line); at != std::string::npos;
       at = rig.sent_text.find(line, at + 1))
    ++count;
  return count;
}

}  // namespace

TEST_SUITE("session::Session, reviving a modem") {
  TEST_CASE("the commands come before init, and the dial goes on as ever, with no pause between") {
    SessionRig rig(resetting());
    rig.dial();
    CHECK(rig.sent_text == "ATH\rATZ\rATZ\rATE0\rATDT5551234\r");
    rig.wait(5s);
    CHECK(rig.has_heard(State::kConnected));
  }

  TEST_CASE("the dialogue and whoever watches are told what it is") {
    SessionRig rig(resetting());
    rig.dial();
    const auto* report = [&]() -> const session::Report* {
      for (const auto& effect : rig.effects) {
        if (const auto* found = std::get_if<session::Report>(&effect)) return found;
      }
      return nullptr;
    }();
    REQUIRE(report != nullptr);
    CHECK(report->text == "recovery: reset");
    const auto dialogue = rig.session.dialogue();
    REQUIRE(dialogue.lines.size() > 1);
    CHECK(dialogue.lines[0].kind == DialogueLine::Kind::kNote);
    CHECK(dialogue.lines[0].text == "recovery: reset");
    CHECK(dialogue.lines[1].text == "ATH\\r");
  }

  TEST_CASE("what the modem answers does not matter: ERROR is no failure") {
    auto options = resetting();
    options.answers["ATH"] = "\r\nERROR\r\n";
    SessionRig rig(options);
    rig.dial();
    rig.wait(5s);
    CHECK(rig.has_heard(State::kConnected));
  }

  TEST_CASE("a command has the time of an init command, however short the limit of a state is") {
    auto options = resetting();
    options.answers.erase("ATH");
    options.settings.connect_limit = 2s;
    options.settings.modem.init_timeout = 5s;
    SessionRig rig(options);
    rig.dial();
    rig.wait(4'999ms);
    CHECK(rig.sent_text == "ATH\r");
  }

  TEST_CASE("a modem that connects instead was left dialling: that call is ended first") {
    auto options = resetting();
    options.answers["ATH"] = "\r\nCONNECT 9600\r\n";
    options.peer_answers = false;
    SessionRig rig(options);
    rig.dial();
    rig.wait(10s);
    CHECK(rig.sent_text == "ATH\r");
    CHECK(rig.sent_online.starts_with("+++"));
  }

  TEST_CASE("a modem that is silent is taken out of its call, told all, and then fails as ever") {
    auto options = resetting();
    options.answers.clear();
    SessionRig rig(options);
    rig.dial();
    rig.wait(2min);
    CHECK(rig.sent_text.find("+++") != std::string::npos);
    CHECK(rig.sent_text.find("ATZ\r") != std::string::npos);
    CHECK(rig.session.is_ended());
    CHECK(rig.end().code == ErrorCode::kDeviceNotReady);
    // One way out of a call is enough for a dial.
    CHECK(rig.sent_text.find("+++") == rig.sent_text.rfind("+++"));
  }

  TEST_CASE("a modem that restarts is asked until it answers, and no sooner than it has begun") {
    SessionRig rig(restarting());
    rig.dial();
    rig.wait(4'999ms);
    CHECK(rig.sent_text == "AT+CFUN=1,1\r");
    rig.wait(1ms);
    CHECK(rig.sent_text.starts_with("AT+CFUN=1,1\rAT\rATZ\r"));
    rig.wait(5s);
    CHECK(rig.has_heard(State::kConnected));
  }

  TEST_CASE("until then it is asked once every two seconds, whatever it owes from before") {
    auto options = restarting();
    options.answers.erase("AT");
    SessionRig rig(options);
    rig.dial();
    rig.wait(14s);  // at 5, 7, 9, 11 and 13 s
    CHECK(rig.sent_text == "AT+CFUN=1,1\rAT\rAT\rAT\rAT\rAT\r");
  }

  TEST_CASE("one that does not answer any more is waited for, so long and no longer") {
    auto options = restarting();
    options.answers.erase("AT");
    options.answers.erase("ATZ");
    SessionRig rig(options);
    rig.dial();
    rig.wait(60s);
    CHECK(times_sent(rig, "ATZ") == 0);
    CHECK_FALSE(rig.session.is_ended());
    rig.wait(30s);
    CHECK(rig.session.is_ended());
    CHECK(rig.end().code == ErrorCode::kDeviceNotReady);
  }

  TEST_CASE("a device that goes away meanwhile is a lost line") {
    SessionRig rig(restarting());
    rig.dial();
    rig.session.handle_line_lost({ErrorCode::kHardwareFailure, Layer::kPort, "gone"}, rig.now);
    rig.settle();
    CHECK(rig.end().code == ErrorCode::kHardwareFailure);
  }

  TEST_CASE("a hang-up ends it at once") {
    SessionRig rig(restarting());
    rig.dial();
    rig.session.hang_up({ErrorCode::kUserDisconnection, Layer::kManager, ""}, false, rig.now);
    rig.settle();
    CHECK(rig.session.is_ended());
    rig.wait(2min);
    CHECK(rig.sent_text == "AT+CFUN=1,1\r");
  }
}
