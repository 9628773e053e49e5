// How long a login may take, and what ends it early.
#include <doctest/doctest.h>

#include "logging_in.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::kLanguages;
using dial::test::Language;
using dial::test::LoginRig;

namespace {

// As a script that has lost its way.
std::string_view endless(Language language) {
  return test::in(language, "'' \\d\\d\\d\\d\\d\\d\\d\\d\\d\\d\\d\\dx",
                  "proc main\nwhile TRUE do\ndelay 1\nendwhile\nendproc\n",
                  "while true do delay(1) end");
}

}  // namespace

TEST_SUITE("session::Session, limits of a login") {
  TEST_CASE(
      "a wait that says none has a limit: 45 s in chat, 60 s in the others, or the profile's") {
    for (const Language language : kLanguages) {
      for (const std::optional<Duration> wait : {std::optional<Duration>(), {7s}}) {
        CAPTURE(static_cast<int>(language));
        auto options = test::scripted(language, test::usual_login(language));
        options.settings.login_limits.wait = wait;
        LoginRig rig(options);
        rig.dial();
        rig.receive("Welcome\r\n");
        const Duration limit = wait.value_or(language == Language::kChat ? 45s : 60s);
        rig.wait(limit - 1ms);
        CHECK_FALSE(rig.session.is_closing());
        rig.wait(1ms);
        CHECK(rig.session.is_ended());
        CHECK(rig.end().code == ErrorCode::kRequestTimeout);
        CHECK(rig.end().layer == Layer::kScript);
        CHECK(rig.end().context.find("isp:") != std::string::npos);
        CHECK(rig.end().context.find("ogin:") != std::string::npos);
        CHECK(rig.end().raw == "Welcome\\r\\n");
      }
    }
  }

  TEST_CASE("the whole script has one, by default, whatever it does") {
    for (const Language language : kLanguages) {
      CAPTURE(static_cast<int>(language));
      auto options = test::scripted(language, endless(language));
      options.settings.login_limits.script = 10s;
      LoginRig rig(options);
      rig.dial();
      rig.wait(9'999ms);
      CHECK_FALSE(rig.session.is_closing());
      rig.wait(1ms);
      CHECK(rig.session.is_ended());
      CHECK(rig.end().code == ErrorCode::kRequestTimeout);
      CHECK(rig.end().context.find("the script took longer than 10 s") != std::string::npos);
    }
    CHECK(script::LoginLimits{}.script == 300s);
  }

  TEST_CASE("a script may take longer than connect_limit, which counts again behind it") {
    for (const Language language : kLanguages) {
      CAPTURE(static_cast<int>(language));
      auto options = test::scripted(language, test::usual_login(language));
      options.settings.connect_limit = 3s;
      LoginRig rig(options);
      rig.dial();
      rig.wait(20s);
      CHECK_FALSE(rig.session.is_closing());
      rig.receive("login: Password: ");
      CHECK(rig.is_logged_in());
      rig.wait(3s);
      CHECK(rig.end().code == ErrorCode::kRequestTimeout);
      CHECK(rig.end().layer != Layer::kScript);
    }
  }

  TEST_CASE("a hang-up ends a script at once, and its interpreter") {
    for (const Language language : kLanguages) {
      for (const std::string_view text : {test::usual_login(language), endless(language)}) {
        CAPTURE(std::string(text));
        LoginRig rig(language, text);
        rig.dial();
        rig.session.hang_up({ErrorCode::kUserDisconnection, Layer::kManager, ""}, false, rig.now);
        rig.settle();
        CHECK(rig.session.is_ended());
        CHECK(rig.end().code == ErrorCode::kUserDisconnection);
        CHECK(rig.asked<session::EndInterpreter>() == (language == Language::kLua ? 1 : 0));
      }
    }
  }

  TEST_CASE("a lost carrier ends it with the place where it was") {
    for (const Language language : kLanguages) {
      CAPTURE(static_cast<int>(language));
      LoginRig rig(language, test::usual_login(language));
      rig.dial();
      rig.receive("\r\nNO CARRIER\r\n");
      rig.wait(500ms);
      CHECK(rig.session.is_ended());
      CHECK(rig.end().code == ErrorCode::kNoConnection);
      CHECK(rig.end().context.find("(login script isp:") != std::string::npos);
    }
  }

  TEST_CASE("what the script takes for a refusal ends the dial with the far end's words") {
    LoginRig chat(Language::kChat, "ABORT incorrect ogin: $USER");
    chat.dial();
    chat.receive("Login incorrect\r\n");
    CHECK(chat.end().code == ErrorCode::kDisconnection);
    CHECK(chat.end().context == "login script isp:1: the far end said incorrect");
    LoginRig lua(Language::kLua, "expect('x')\nerror('no free line')");
    lua.dial();
    lua.receive("x");
    CHECK(lua.end().code == ErrorCode::kScriptSyntax);
    CHECK(lua.end().context == "login script isp:2: no free line");
    LoginRig scp(Language::kScp, "proc main\ninteger n\nwaitfor \"x\"\nn = 1 / n\nendproc\n");
    scp.dial();
    scp.receive("x");
    CHECK(scp.end().code == ErrorCode::kScriptSyntax);
    CHECK(scp.end().context.find("login script isp:4:") == 0);
  }

  TEST_CASE("an interpreter that is lost, or cannot be started, fails the dial") {
    auto options = test::scripted(Language::kLua, "send('x')");
    test::SessionRig rig(options);
    rig.interpreter = [](Octets) { return Buffer(); };
    rig.dial();
    CHECK(rig.session.is_ended());
    CHECK(rig.end().code == ErrorCode::kScriptSyntax);
    CHECK(rig.end().context.find("the interpreter ended") != std::string::npos);
    CHECK(rig.asked<session::EndInterpreter>() == 1);
  }
}
