// A password is on the line, and nowhere else.
#include <doctest/doctest.h>

#include "logging_in.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::kLanguages;
using dial::test::Language;
using dial::test::LoginRig;

namespace {

constexpr std::string_view kPassword = "hunter2horse";

// All that leaves a session but for the line.
std::string told(const LoginRig& rig) {
  std::string all = rig.session.prompt();
  for (const auto& notification : rig.heard)
    all += describe(notification.error) + notification.error.context + notification.error.raw;
  for (const auto& effect : rig.effects) {
    if (const auto* report = std::get_if<session::Report>(&effect)) all += report->text;
    if (const auto* tell = std::get_if<session::TellInterpreter>(&effect))
      all += text_of(tell->octets);
  }
  return all;
}

// Sends the password, shows what it can, and waits in vain.
std::string_view careless(Language language) {
  return test::in(
      language,
      "TIMEOUT 2 ECHO ON REPORT echo: word: $PASSWORD SAY $PASSWORD ABORT nix $PASSWORD x",
      "proc main\nwaitfor \"word:\"\ntransmit $PASSWORD, raw\ntransmit \"^M\"\n"
      "waitfor $PASSWORD + \"?\"\nendproc\n",
      "expect('word:') print('sending', tostring(profile.password))\n"
      "send(profile.password, '\\r') local _, seen = expect('\\n') print(seen)\n"
      "error('heard ' .. seen)\n");
}

}  // namespace

TEST_SUITE("session::Session, secrets of a login") {
  TEST_CASE("the password and its echo are in no notification, error text or report") {
    for (const Language language : kLanguages) {
      CAPTURE(static_cast<int>(language));
      for (const std::size_t piece : {1U, 5U, 1000U}) {
        auto options = test::scripted(language, careless(language));
        options.settings.link.authentication.password = Secret(std::string(kPassword));
        options.settings.login_limits.wait = 2s;
        LoginRig rig(options);
        rig.dial();
        rig.receive("Password:", piece);
        CHECK(rig.sent_online.starts_with(std::string(kPassword) + "\r"));
        // The modem's or the far end's echo, then a line that says it again.
        rig.receive(std::string(kPassword) + "\r\necho: " + std::string(kPassword) + "\r\n", piece);
        rig.wait(60s);
        REQUIRE(rig.session.is_ended());
        CHECK(rig.end().code != ErrorCode::kSuccess);
        CHECK(told(rig).find(kPassword) == std::string::npos);
        CHECK(told(rig).find("******") != std::string::npos);
      }
    }
  }

  TEST_CASE("an echo that is cut off by the end of the line shows none of it") {
    for (const Language language : kLanguages) {
      CAPTURE(static_cast<int>(language));
      auto options = test::scripted(language, test::usual_login(language));
      options.settings.link.authentication.password = Secret(std::string(kPassword));
      options.settings.login = test::login_of(
          language, test::in(language, "TIMEOUT 2 word: $PASSWORD > x",
                             "proc main\nwaitfor \"word:\"\ntransmit $PASSWORD, raw\n"
                             "waitfor \">\"\nendproc\n",
                             "expect('word:') send(profile.password) expect('>')"));
      LoginRig rig(options);
      rig.dial();
      rig.receive("Password:");
      rig.receive(kPassword.substr(0, 9));
      rig.session.handle_line_lost({ErrorCode::kNoConnection, Layer::kModem, "lost"}, rig.now);
      rig.settle();
      REQUIRE(rig.session.is_ended());
      CHECK(told(rig).find("hunter2") == std::string::npos);
      LoginRig waiting(options);
      waiting.dial();
      waiting.receive("Password:");
      waiting.receive(kPassword.substr(0, 9));
      waiting.wait(60s);
      REQUIRE(waiting.session.is_ended());
      CHECK(told(waiting).find("hunter2") == std::string::npos);
    }
  }

  TEST_CASE("what a person typed as a secret is sent and not shown") {
    auto options = test::scripted(
        Language::kLua, "local t = prompt_secret('Token?') send(t, '\\r') expect('nothing', 2)");
    options.settings.allow_pause = true;
    LoginRig rig(options);
    rig.dial();
    CHECK(rig.session.is_prompt_secret());
    CHECK(rig.session.resume({.user = {}, .password = std::string(kPassword), .number = {}},
                             rig.now));
    rig.settle();
    CHECK(rig.sent_online == std::string(kPassword) + "\r");
    rig.receive("you typed " + std::string(kPassword));
    rig.wait(5s);
    REQUIRE(rig.session.is_ended());
    CHECK(rig.end().raw.find("you typed ******") == 0);
    CHECK(told(rig).find(kPassword) == std::string::npos);
    CHECK_FALSE(rig.session.poll_answer());
  }
}
