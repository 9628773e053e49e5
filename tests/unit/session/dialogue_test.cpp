#include <doctest/doctest.h>

#include "script/dialogue_text.hpp"
#include "support/session_rig.hpp"

#include "logging_in.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::SessionRig;

namespace {

SessionRig::Options with_login(std::string_view login) {
  SessionRig::Options options;
  options.settings.login = script::Login::parse(script::Language::kChat, login).value();
  options.settings.modem.init = {"ATZ"};
  options.peer_answers = false;
  return options;
}

std::string logged(const SessionRig& rig) {
  return script::format_dialogue(rig.session.dialogue());
}

bool has(const SessionRig& rig, std::string_view part) {
  return logged(rig).find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("session::Session, dialogue") {
  TEST_CASE("modem and login script stand in it to the start of PPP, the password does not") {
    SessionRig rig(with_login("ogin: $USER ssword: $PASSWORD"));
    rig.dial();
    rig.wait(2s);
    rig.receive("login: ");
    rig.receive("alice\r\nPassword: ");
    rig.receive("secret\r\n", 3);
    REQUIRE(rig.has_heard(State::kAllDevicesConnected));
    CHECK(logged(rig) ==
          "0.000 > ATZ\\r\n"
          "0.000 < \\r\\nOK\\r\\n\n"
          "0.000 > ATDT5551234\\r\n"
          "0.000 < \\r\\nCONNECT 33600\\r\\n\n"
          "0.000 = login script\n"
          "2.000 < login:\\s\n"
          "2.000 > alice\\r\n"
          "2.000 < alice\\r\\n\n"
          "2.000 < Password:\\s\n"
          "2.000 > ******\\r\n"
          "2.000 = PPP begins\n");
  }

  TEST_CASE("a banner in the same read as CONNECT belongs to the login script") {
    SessionRig::Options options = with_login("never:");
    options.answers["ATDT5551234"] = "\r\nCONNECT\r\nWelcome\r\n";
    SessionRig rig(options);
    rig.dial();
    CHECK(has(rig, "CONNECT\\r\\n\n0.000 = login script\n0.000 < Welcome\\r\\n\n"));
  }

  TEST_CASE("an echo of the password that breaks off is masked") {
    SessionRig rig(with_login("ssword: $PASSWORD never:"));
    rig.dial();
    rig.receive("Password: ");
    rig.receive("secr", 1);
    CHECK(has(rig, "> ******\\r\n0.000 < ******\n"));
    CHECK_FALSE(has(rig, "sec"));
  }

  TEST_CASE("what a script sends after \\q is masked, its echo too") {
    SessionRig rig(with_login("PIN: '\\q4711' never:"));
    rig.dial();
    rig.receive("PIN: ");
    rig.receive("4711\r\n", 1);
    CHECK(has(rig, "> ******\\r\n0.000 < ******\\r\\n\n"));
    CHECK_FALSE(has(rig, "4711"));
  }

  TEST_CASE("a PIN in an init command is masked, in the modem's echo too") {
    SessionRig::Options options;
    options.settings.modem.init = {"ATZ", "at+cpin=\"1234\""};
    options.answers["at+cpin=\"1234\""] = "at+cpin=\"1234\"\r\r\nOK\r\n";
    SessionRig rig(options);
    rig.dial();
    CHECK(has(rig, "> at+cpin******\\r\n"));
    CHECK(has(rig, "< at+cpin******\\r"));
    CHECK_FALSE(has(rig, "1234\""));
  }

  TEST_CASE(
      "what a maker's own command says for PPP is masked, in the error of a refused one, too") {
    const std::string command = "AT^AUTHDATA=1,2,\"pw\",\"user\"";
    SessionRig::Options options;
    options.settings.modem.init = {command};
    options.answers[command] = command + "\r\r\nERROR\r\n";
    SessionRig rig(options);
    rig.dial();
    CHECK(has(rig, "> AT^AUTHDATA******\\r\n"));
    CHECK_FALSE(has(rig, "pw"));
    CHECK(rig.session.reason().code == ErrorCode::kFromDevice);
    CHECK(rig.session.reason().context == "modem command AT^AUTHDATA******");
  }

  TEST_CASE("a break is a line between what is sent before and after it") {
    SessionRig rig(with_login("'' 'a\\Kb\\c' never:"));
    rig.dial();
    CHECK(has(rig, "> a\n0.000 > \\K\n0.000 > b\n"));
  }

  TEST_CASE("what a person types is in it as its echo alone") {
    SessionRig::Options options;
    options.settings.terminal = session::TerminalStage::kAfterDial;
    options.settings.allow_pause = true;
    options.peer_answers = false;
    SessionRig rig(options);
    rig.dial();
    REQUIRE(rig.session.takes_terminal_input());
    rig.receive("login: ");
    rig.session.handle_terminal_input(octets_of("alice\rhunter2\r"), rig.now);
    rig.settle();
    rig.receive("alice\r\n");
    CHECK(has(rig, "login: alice\\r\\n"));
    CHECK_FALSE(has(rig, "hunter2"));
    CHECK_FALSE(has(rig, "> alice"));
  }

  TEST_CASE("what is said on the way down of a failed login is in it") {
    SessionRig::Options options = with_login("ABORT refused never: x");
    options.settings.modem.hangs_up_by_escape = true;
    options.answers["ATH"] = "\r\nOK\r\n";
    SessionRig rig(options);
    rig.dial();
    rig.receive("refused");
    rig.wait(10s);
    REQUIRE(rig.session.is_ended());
    CAPTURE(logged(rig));
    CHECK(has(rig, "< refused\n"));
    CHECK(has(rig, "> +++"));
    CHECK(has(rig, "ATH\\r\n"));
  }

  TEST_CASE("what a person answered in secret to a login script is masked, its echo too") {
    auto options = dial::test::scripted(
        script::Language::kLua, "expect('x') send(prompt_secret('?'), '\\r') expect('never')");
    options.settings.allow_pause = true;
    dial::test::LoginRig rig(options);
    rig.dial();
    rig.receive("x");
    REQUIRE(rig.session.is_prompt_secret());
    REQUIRE(rig.session.resume({.user = {}, .password = "123456", .number = {}}, rig.now));
    rig.settle();
    rig.receive("123456\r\n", 2);
    CHECK(has(rig, "> ******\\r\n0.000 < ******\\r\\n\n"));
  }

  TEST_CASE("a far end that begins PPP ends it") {
    SessionRig rig;
    rig.dial();
    REQUIRE(rig.has_heard(State::kConnected));
    CHECK(has(rig, "CONNECT 33600\\r\\n\n0.000 = the far end begins PPP\n"));
    CHECK_FALSE(has(rig, "~"));
  }

  TEST_CASE("a login with parity is shown without it") {
    SessionRig::Options options = with_login("ogin: $USER never:");
    options.settings.characters = session::Characters::k7E1;
    SessionRig rig(options);
    rig.dial();
    rig.receive("\xcc\x6f\x67\x69\xee\x3a");
    CHECK(has(rig, "< Login:\n"));
    CHECK(has(rig, "> alice\\r\n"));
  }
}
