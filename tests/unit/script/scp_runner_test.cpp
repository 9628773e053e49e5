#include <doctest/doctest.h>

#include <string>

#include "scp_running.hpp"

using namespace std::chrono_literals;
using dial::script::scp::Limits;
using dial::script::scp::Runner;
using dial::script::test::ScpRunning;
using Outcome = Runner::Outcome;

TEST_SUITE("script::scp::Runner") {
  TEST_CASE("until sets $SUCCESS and $FAILURE and lets the script go on") {
    const std::string_view commands =
        "waitfor \"OK\" then good until 3\n"
        "if $FAILURE and !$SUCCESS then transmit \"none\" endif\nhalt\n"
        "good:\nif $SUCCESS and !$FAILURE then transmit \"ok\" endif";
    ScpRunning late(commands);
    late.receive("O");
    late.wait(2'999ms);
    CHECK(late.sent().empty());
    late.wait(1ms);
    CHECK(late.sent() == "none");
    ScpRunning good(commands);
    good.wait(2'999ms);
    good.receive("OK");
    CHECK(good.sent() == "ok");
  }

  TEST_CASE("a match makes a failure good") {
    ScpRunning script(
        "waitfor \"a\" until 1\nwaitfor \"b\" until 1\n"
        "if $SUCCESS then transmit \"x\" endif");
    script.wait(1s);
    script.receive("b");
    CHECK(script.sent() == "x");
  }

  TEST_CASE("without until nothing is waited for longer than the limit of a wait") {
    ScpRunning script("delay 1\nwaitfor \"login:\", \"a^M\" then x\nx:", {}, {.wait = 20s});
    script.wait(1s);
    CHECK(script.runner.poll_timeout() == script.now + 20s);
    script.receive("Welcome");
    script.wait(19'999ms);
    CHECK(script.is_running());
    script.wait(1ms);
    const auto end = script.finished();
    CHECK(end.outcome == Outcome::kTimeout);
    CHECK(end.text == "waited 20 s for \"login:\" or \"a^M\"");
    CHECK(end.place.line == 3);
    CHECK(end.place.column == 1);
    CHECK(end.received == "Welcome");
  }

  TEST_CASE("a wait for an address has that limit too") {
    ScpRunning script("set ipaddr getip", {}, {.wait = 20s});
    script.receive("10.0.0");
    script.wait(20s);
    const auto end = script.finished();
    CHECK(end.outcome == Outcome::kTimeout);
    CHECK(end.text == "waited 20 s for an IP address");
    CHECK(end.place.column == 12);
  }

  TEST_CASE("octets that do not match do not prolong a wait") {
    ScpRunning script("waitfor \"OK\"");
    script.wait(59s);
    script.receive("noise");
    script.wait(1s);
    CHECK(script.finished().outcome == Outcome::kTimeout);
  }

  TEST_CASE("the whole script has a limit, whatever it does") {
    const std::string_view scripts[] = {
        "delay 1000",
        "waitfor \"a\" until 1000",
        "while TRUE do waitfor \"a\" until 3 endwhile",
        "while TRUE do endwhile",
        "again: goto again",
        "while TRUE do delay 0 endwhile",
        "while TRUE do waitfor \"a\" until 0 endwhile",
    };
    for (const std::string_view commands : scripts) {
      CAPTURE(commands);
      ScpRunning script(commands, {}, {.script = 30s});
      const auto start = script.now;
      script.receive("xyz");
      while (script.is_running()) {
        const auto next = script.runner.poll_timeout();
        REQUIRE(next);
        REQUIRE(*next > script.now);  // no loop of calls without time passing
        script.wait(std::chrono::duration_cast<dial::Duration>(*next - script.now));
      }
      CHECK(script.now == start + 30s);
      const auto end = script.finished();
      CHECK(end.outcome == Outcome::kTimeout);
      CHECK(end.text == "the script took longer than 30 s");
      CHECK(end.place.line == 2);
    }
  }

  TEST_CASE("a long calculation is done in portions, and comes to its end") {
    ScpRunning script("integer i\nwhile i < 10000 do i = i + 1 endwhile\ntransmit \"x\"");
    int calls = 1;
    for (; script.is_running(); ++calls)
      script.wait(10ms);
    CHECK(script.sent() == "x");
    CHECK(calls > 20);
    CHECK(calls < 60);
  }

  TEST_CASE("octets that come while a calculation rests are matched after it") {
    ScpRunning script(
        "integer i\nwhile i < 10000 do i = i + 1 endwhile\nwaitfor \"ab\"\n"
        "transmit \"x\"");
    script.receive("a");
    script.wait(10ms);
    script.receive("b");
    CHECK(script.sent().empty());
    for (int i = 0; i < 60; ++i)
      script.wait(10ms);
    CHECK(script.sent() == "x");
  }

  TEST_CASE("a flood that is matched octet by octet is worked off in portions") {
    ScpRunning script(
        "integer i\nwhile i < 5000 do waitfor \"x\" i = i + 1 endwhile\ntransmit \"z\"");
    script.receive(std::string(5'000, 'x') + "!");
    CHECK(script.is_running());
    for (int i = 0; i < 60 && script.is_running(); ++i)
      script.wait(10ms);
    CHECK(script.sent() == "z");
    CHECK(script.unread() == "!");
  }

  TEST_CASE("until 0 looks at what is there") {
    ScpRunning script(
        "delay 1\nwaitfor \"a\" until 0\nif $SUCCESS then transmit \"a\" endif\n"
        "waitfor \"b\" until 0\nif $FAILURE then transmit \"no b\" endif");
    script.receive("a");
    script.wait(1s);
    CHECK(script.sent() == "ano b");
  }

  TEST_CASE("a hang-up ends any command at once") {
    for (const std::string_view commands :
         {"waitfor \"a\"\ntransmit \"x\"", "delay 5\ntransmit \"x\"", "string s = getip",
          "while TRUE do endwhile"}) {
      CAPTURE(commands);
      ScpRunning script(commands);
      script.receive("o");
      script.runner.handle_hangup();
      const auto end = script.finished();
      CHECK(end.outcome == Outcome::kHangup);
      CHECK(end.received == "o");
      CHECK(end.place.line == 2);
      script.receive("a");
      script.wait(100s);
      CHECK(script.sent().empty());
    }
  }

  TEST_CASE("after a hang-up nothing is left to send") {
    ScpRunning script("transmit \"x\"\nwaitfor \"a\"");
    script.runner.handle_hangup();
    CHECK(script.sent().empty());
  }

  TEST_CASE("a hang-up after the end changes nothing") {
    ScpRunning script("transmit \"x\"");
    CHECK(script.finished().outcome == Outcome::kDone);
    script.runner.handle_hangup();
    CHECK_FALSE(script.runner.poll_finished());
    CHECK(script.sent() == "x");
  }

  TEST_CASE("time-outs that come early or again do nothing") {
    ScpRunning script("waitfor \"OK\"");
    script.runner.handle_timeout(script.now);
    CHECK(script.is_running());
    script.wait(60s);
    CHECK(script.finished().outcome == Outcome::kTimeout);
    script.wait(60s);
    CHECK_FALSE(script.runner.poll_finished());
  }

  TEST_CASE("octets after the end are kept for whoever comes next, and no others before it") {
    ScpRunning script("waitfor \"OK\"");
    script.receive("O");
    CHECK(script.unread().empty());  // not finished
    script.receive("OK\r\n\x7e\xff");
    script.receive("\x03");
    CHECK(script.unread() == "\r\n\x7e\xff\x03");
    CHECK(script.unread().empty());
  }
}
