// A login that needs a person.
#include <doctest/doctest.h>

#include "logging_in.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::Language;
using dial::test::LoginRig;

namespace {

constexpr std::string_view kTwoQuestions =
    "expect('ogin:') send(prompt('Name?'), '\\r')\n"
    "expect('word:') send(prompt_secret('Token?'), '\\r')\n";

test::SessionRig::Options asking(Language language, std::string_view text) {
  auto options = test::scripted(language, text);
  options.settings.allow_pause = true;
  options.settings.pause_limit = 20s;
  return options;
}

ErrorCode resume(LoginRig& rig, const std::string& answer = {}) {
  const auto result = rig.session.resume({.user = {}, .password = answer, .number = {}}, rig.now);
  rig.settle();
  return result ? ErrorCode::kSuccess : result.error().code;
}

}  // namespace

TEST_SUITE("session::Session, a login that asks") {
  TEST_CASE("each question is a state Interactive with its text, and its answer goes on") {
    LoginRig rig(asking(Language::kLua, kTwoQuestions));
    rig.dial();
    CHECK(resume(rig, "early") == ErrorCode::kInvalidAuthState);
    rig.receive("login: ");
    CHECK(rig.states().back() == State::kInteractive);
    CHECK(rig.session.prompt() == "Name?");
    CHECK_FALSE(rig.session.is_prompt_secret());
    CHECK_FALSE(rig.session.is_interactive());  // the line is not handed over
    CHECK(resume(rig, "alice") == ErrorCode::kSuccess);
    CHECK(rig.session.prompt().empty());
    CHECK(rig.sent_online == "alice\r");
    CHECK(resume(rig, "again") == ErrorCode::kInvalidAuthState);
    rig.receive("Password: ");
    CHECK(rig.session.prompt() == "Token?");
    CHECK(rig.session.is_prompt_secret());
    CHECK(rig.count(State::kInteractive) == 2);
    CHECK(resume(rig, "1234") == ErrorCode::kSuccess);
    CHECK(rig.sent_online.starts_with("alice\r1234\r"));
    CHECK(rig.is_logged_in());
  }

  TEST_CASE("the time a person takes is not the script's, and pause_limit bounds it") {
    auto options = asking(Language::kLua, kTwoQuestions);
    options.settings.login_limits.script = 5s;
    LoginRig rig(options);
    rig.dial();
    rig.receive("login: ");
    rig.wait(19'999ms);
    CHECK_FALSE(rig.session.is_closing());
    LoginRig answered(options);
    answered.dial();
    answered.receive("login: ");
    answered.wait(19s);
    CHECK(resume(answered, "alice") == ErrorCode::kSuccess);
    answered.wait(4'999ms);
    CHECK_FALSE(answered.session.is_closing());
    answered.wait(1ms);
    CHECK(answered.end().context.find("took longer than 5 s") != std::string::npos);
    rig.wait(1ms);
    CHECK(rig.end().code == ErrorCode::kInteractiveMode);
    CHECK(rig.end().context.find("Name?") != std::string::npos);
  }

  TEST_CASE("where nobody may be asked it is 703, with the question") {
    auto options = asking(Language::kLua, kTwoQuestions);
    options.settings.allow_pause = false;
    LoginRig rig(options);
    rig.dial();
    rig.receive("login: ");
    CHECK(rig.session.is_ended());
    CHECK(rig.end().code == ErrorCode::kInteractiveMode);
    CHECK(rig.end().layer == Layer::kScript);
    CHECK(rig.end().context == "the login script asks: Name?");
    CHECK_FALSE(rig.has_heard(State::kInteractive));
  }

  TEST_CASE(
      "PPP that begins while a question is open ends the pause, whether acknowledged or not") {
    for (const bool acknowledges : {true, false}) {
      CAPTURE(acknowledges);
      auto options = asking(Language::kLua, "prompt('Name?')");
      options.acknowledges = acknowledges;
      LoginRig rig(options);
      rig.dial();
      for (int i = 0; i < 10 && !rig.has_heard(State::kInteractive); ++i)
        rig.acknowledge_all();
      REQUIRE(rig.states().back() == State::kInteractive);
      rig.receive(test::first_frame());
      if (!acknowledges) {
        CHECK(rig.states().back() == State::kInteractive);
        rig.acknowledge_all();
        CHECK(rig.states().back() == State::kAllDevicesConnected);
        rig.acknowledge_all();
      }
      CHECK(rig.is_logged_in());
      CHECK(test::is_answered(rig));
      CHECK(resume(rig, "alice") == ErrorCode::kInvalidAuthState);
    }
  }

  TEST_CASE("halt hands the line over to a person, with what was not read") {
    LoginRig rig(asking(Language::kScp, "proc main\nwaitfor \"menu\"\nhalt\nendproc\n"));
    rig.dial();
    rig.receive("main menu: 1, 2 or 3?");
    CHECK(rig.states().back() == State::kInteractive);
    CHECK(rig.session.is_interactive());
    CHECK(text_of(rig.session.terminal_text()) == ": 1, 2 or 3?");
    rig.session.handle_terminal_input(octets_of("2\r"), rig.now);
    rig.settle();
    CHECK(rig.sent_online == "2\r");
    rig.receive(test::first_frame());
    CHECK(rig.is_logged_in());
    CHECK(test::is_answered(rig));
  }

  TEST_CASE("halt is 703 where nobody may be asked") {
    auto options = asking(Language::kScp, "proc main\nhalt\nendproc\n");
    options.settings.allow_pause = false;
    LoginRig rig(options);
    rig.dial();
    CHECK(rig.end().code == ErrorCode::kInteractiveMode);
    CHECK(rig.end().context.find("halt") != std::string::npos);
  }
}
