#include "script/dry_run.hpp"

#include <doctest/doctest.h>

#include <string>

#include "script/login.hpp"
#include "script/transcript.hpp"

using namespace dial;
using namespace dial::script;
using namespace std::chrono_literals;

namespace {

DryRun::Hooks no_hooks() {
  return {.tell_interpreter = [](Octets) { return std::unexpected("there is none"); },
          .answer = [](const Engine::Question&) { return std::nullopt; }};
}

DryRun::Outcome run(Language language, std::string_view text, std::string_view dialogue) {
  const auto login = Login::parse(language, text);
  REQUIRE_MESSAGE(login.has_value(), text);
  auto lines = parse_dialogue(dialogue);
  REQUIRE_MESSAGE(lines.has_value(), dialogue);
  DialogueLog log;
  login->hide_secrets(log);
  const auto engine = login->start(
      {.number = "555", .user = "alice", .password = Secret(std::string(kMask))}, {}, TimePoint{});
  return DryRun(std::move(*lines), std::move(log), no_hooks()).run(*engine);
}
DryRun::Outcome chat(std::string_view text, std::string_view dialogue) {
  return run(Language::kChat, text, dialogue);
}

std::string said(const DryRun::Outcome& outcome) {
  return format_dialogue(outcome.dialogue);
}

constexpr std::string_view kLogin =
    "2.000 = login script\n"
    "2.500 < login:\\s\n"
    "4.000 > alice\\r\n"
    "4.100 < alice\\r\\nPassword:\\s\n"
    "6.000 > ******\\r\n"
    "6.500 < \\r\\nwelcome\\r\\n\n";

}  // namespace

TEST_SUITE("script::DryRun") {
  TEST_CASE("a script that answers as it was written comes to its end, in its own time") {
    const auto outcome = chat("ogin: $USER ssword: $PASSWORD welcome '\\c'", kLogin);
    REQUIRE(outcome.end);
    CHECK(outcome.end->outcome == Engine::Outcome::kDone);
    CHECK_FALSE(outcome.difference);
    CHECK(outcome.unused_line == 0);
    // The answers come at once, and what follows them as long after as it did.
    CHECK(said(outcome) ==
          "0.500 < login:\\s\n"
          "0.500 > alice\\r\n"
          "0.600 < alice\\r\\n\n"
          "0.600 < Password:\\s\n"
          "0.600 > ******\\r\n"
          "1.100 < \\r\\nwelcome\\r\\n\n");
    CHECK(outcome.took == 1'100ms);
  }

  TEST_CASE("an .scp script runs as a chat script does") {
    const auto outcome =
        run(Language::kScp,
            "proc main\nwaitfor \"ogin:\"\ntransmit $USERID, raw\ntransmit \"^M\"\n"
            "waitfor \"word:\"\ndelay 1\ntransmit $PASSWORD, raw\ntransmit \"^M\"\nendproc\n",
            kLogin);
    REQUIRE(outcome.end);
    CHECK(outcome.end->outcome == Engine::Outcome::kDone);
    CHECK(said(outcome).find("1.600 > ******\\r\n") != std::string::npos);
    CHECK(outcome.unused_line == 6);
  }

  TEST_CASE("what a script sends otherwise is a difference, with its line and both texts") {
    const auto outcome = chat("ogin: bob ssword: $PASSWORD", kLogin);
    REQUIRE(outcome.difference);
    CHECK(outcome.difference->line == 3);
    CHECK(outcome.difference->written == "alice\\r");
    CHECK(outcome.difference->sent == "bob\\r");
    CHECK_FALSE(outcome.end);
  }

  TEST_CASE("what a script sends last, before it ends, is compared as all else") {
    constexpr std::string_view kMenu = "0 < choice:\n1 > 3\\r\n1 = a note\n1 > x\n2 < Starting\n";
    const auto other = chat("hoice: 4", kMenu);
    REQUIRE(other.difference);
    CHECK(other.difference->line == 2);
    CHECK(other.difference->sent == "4\\r");
    CHECK_FALSE(other.end);
    // It has ended, so that the rest does not come any more.
    CHECK(chat("hoice: '3\\c'", kMenu).difference);
    CHECK(chat("hoice: '3\\rz\\c'", kMenu).difference);
    const auto same = chat("hoice: '3\\rx\\c'", kMenu);
    CHECK_FALSE(same.difference);
    REQUIRE(same.end);
    CHECK(same.end->outcome == Engine::Outcome::kDone);
    CHECK(same.unused_line == 5);
    CHECK(chat("hoice: 3", kMenu).unused_line == 3);
  }

  TEST_CASE("a script that sends less than was written waits until its time is up") {
    const auto outcome = chat("TIMEOUT 7 ogin: ali\\c never: x", kLogin);
    REQUIRE(outcome.end);
    CHECK(outcome.end->outcome == Engine::Outcome::kTimeout);
    CHECK(outcome.took == 7'500ms);
    CHECK(outcome.unused_line == 4);
  }

  TEST_CASE("what nobody says is waited for as long as the script waits") {
    const auto outcome = chat("TIMEOUT 20 ogin:-\\d-gin: x", "0 = login script\n1 < hello\n");
    REQUIRE(outcome.end);
    CHECK(outcome.end->outcome == Engine::Outcome::kTimeout);
    // Twenty seconds, the pause in the answer, and twenty more.
    CHECK(outcome.took == 41s);
  }

  TEST_CASE("a refusal that was written ends the script with it") {
    const auto outcome = chat("ABORT BUSY CONNECT x", "0.1 < BUSY\\r\\n\n0.2 < more\n");
    REQUIRE(outcome.end);
    CHECK(outcome.end->outcome == Engine::Outcome::kAborted);
    CHECK(outcome.unused_line == 2);
  }

  TEST_CASE("a mask stands for what a script sends in secret, and that is masked") {
    const auto outcome = chat("PIN: '\\q4711' ok '\\c'", "0 < PIN:\n1 > ******\\r\n2 < ok\n");
    REQUIRE(outcome.end);
    CHECK(outcome.end->outcome == Engine::Outcome::kDone);
    CHECK(said(outcome).find("4711") == std::string::npos);
    const auto other = chat("PIN: '\\q4711' ok '\\c'", "0 < PIN:\n1 > 1234\\r\n2 < ok\n");
    REQUIRE(other.difference);
    CHECK(other.difference->sent == "******\\r");
  }

  TEST_CASE("what is sent in secret when nothing comes is masked, too") {
    const auto outcome =
        chat("TIMEOUT 3 PIN:-\\q4711-ok '\\c'", "0 < hello\n3 > ******\\r\n4 < 4711 ok\n");
    REQUIRE(outcome.end);
    CHECK(outcome.end->outcome == Engine::Outcome::kDone);
    CHECK(said(outcome).find("4711") == std::string::npos);
  }

  TEST_CASE("a break is compared as what is sent is") {
    CHECK(chat("'' 'a\\Kb\\c' x '\\c'", "0 > a\n0 > \\K\n0 > b\n0 < x\n").end);
    CHECK(chat("'' 'ab\\c' x '\\c'", "0 > a\n0 > \\K\n0 > b\n0 < x\n").difference);
    CHECK(chat("'' 'a\\Kb\\c' x '\\c'", "0 > ab\n0 < x\n").difference);
  }

  TEST_CASE("an answer that comes in pieces, early, is the same answer") {
    const auto outcome =
        chat("'' 'AT\\c' '' 'Z' OK '\\c'", "0 < hello\n1 > A\n2 > TZ\\r\n3 < OK\n");
    REQUIRE(outcome.end);
    CHECK(outcome.end->outcome == Engine::Outcome::kDone);
  }

  TEST_CASE("the far end's PPP ends the script") {
    const auto outcome = chat("never: x", "0 < ~\\xff}#\\xc0!}!\n");
    REQUIRE(outcome.end);
    CHECK(outcome.end->outcome == Engine::Outcome::kPppSeen);
  }

  TEST_CASE("an interpreter that is not there fails the script with its words") {
    const auto outcome = run(Language::kLua, "expect('x')", "0 < x\n");
    REQUIRE(outcome.end);
    CHECK(outcome.end->outcome == Engine::Outcome::kFailed);
    CHECK(outcome.end->text.find("there is none") != std::string::npos);
  }
}
