#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "scp_running.hpp"

using namespace std::chrono_literals;
using namespace std::string_literals;
using dial::script::scp::Runner;
using dial::script::test::ScpRunning;
using Outcome = Runner::Outcome;

namespace {

// What the commands send when nothing is received.
std::string sent_by(std::string_view commands) {
  ScpRunning script(commands, {.user = "alice"});
  return script.sent();
}

// "yes" when the condition holds.
std::string answer_to(std::string_view condition) {
  return sent_by("if " + std::string(condition) + " then transmit \"yes\" endif\nif !(" +
                 std::string(condition) + ") then transmit \"no\" endif");
}

}  // namespace

TEST_SUITE("script::scp::Runner") {
  // ras.md 8.4
  TEST_CASE("escapes become the octets of the language's document, unless raw") {
    struct Row {
      std::string_view written;
      std::string sent;
    };
    const std::vector<Row> rows{
        {R"(plain)", "plain"},
        {R"(^M)", "\r"},
        {R"(^@^A^Z^[^\^]^^^_)", "\0\x01\x1a\x1b\x1c\x1d\x1e\x1f"s},
        {R"(^a^m^z)", "\x01\r\x1a"},
        {R"(^1^~^ )", "^1^~^ "},
        {R"(x^)", "x^"},
        {R"(<cr><lf><CR>)", "\r\n\r"},
        {R"(<c><crlf><)", "<c><crlf><"},
        {R"(\"\^\<\\)", "\"^<\\"},
        {R"(\^M\<cr>)", "^M<cr>"},
        {R"(\r\x)", "\\r\\x"},
        {R"(C:\\)", "C:\\"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.written);
      const std::string quoted = '"' + std::string(row.written) + '"';
      CHECK(sent_by("transmit " + quoted) == row.sent);
      CHECK(sent_by("transmit " + quoted + ", raw") == row.written);
    }
  }

  TEST_CASE("operators bind as in the language's document") {
    const std::vector<std::string_view> truths{
        "2 + 3 * 4 == 14",
        "(2 + 3) * 4 == 20",
        "7 / 2 == 3",
        "-7 / 2 == -3",
        "10 - 3 - 2 == 5",
        "-(-5) == 5",
        "!0 == -1",
        "!!5 == 5",
        "-2147483647 - 1 < -2147483647",
        "1 < 2 == 3 > 2",
        "1 <= 1 and 1 >= 1 and 1 != 2",
        "TRUE or FALSE and FALSE",
        "!(TRUE and FALSE)",
        "!FALSE and TRUE",
        "FALSE == FALSE and TRUE != FALSE",
        "\"a\" + \"b\" == \"ab\"",
        "\"a\" != \"A\"",
        "$USERID == \"alice\"",
        "$USERID + \"@x\" == \"alice@x\"",
        "$SUCCESS and !$FAILURE",
    };
    for (const std::string_view truth : truths) {
      CAPTURE(truth);
      CHECK(answer_to(truth) == "yes");
      CHECK(answer_to("!(" + std::string(truth) + ")") == "no");
    }
  }

  TEST_CASE("and and or leave their right side alone when the left one decides") {
    CHECK(sent_by("integer z\nif z != 0 and 1 / z == 1 then transmit \"a\" endif\n"
                  "if z == 0 or 1 / z == 1 then transmit \"b\" endif") == "b");
    ScpRunning script("if FALSE and getip == \"\" then endif\ntransmit \"x\"");
    CHECK(script.sent() == "x");
  }

  TEST_CASE("a variable has its initial value, or that of its type") {
    CHECK(sent_by("integer i\nstring s\nboolean b\ninteger j = 2 + 3\nstring t = \"t\" + s\n"
                  "boolean c = j == 5\n"
                  "if i == 0 and s == \"\" and !b and j == 5 and t == \"t\" and c then\n"
                  "transmit \"yes\" endif") == "yes");
  }

  TEST_CASE("while repeats and if chooses, nested as they are written") {
    CHECK(sent_by("integer i\ninteger j\n"
                  "while i < 3 do\n j = 0\n while j < i do transmit \"*\" j = j + 1 endwhile\n"
                  " if i == 1 then transmit \"!\" endif\n transmit \".\"\n i = i + 1\nendwhile") ==
          ".*!.**.");
  }

  TEST_CASE("goto goes forward, back and into a block") {
    CHECK(sent_by("integer i\ngoto middle\nagain:\ntransmit \"a\"\n"
                  "if FALSE then\nmiddle:\ntransmit \"m\"\nendif\n"
                  "i = i + 1\nif i < 3 then goto again endif\ntransmit \"z\"") == "maaz");
  }

  TEST_CASE("delay holds up what follows it, to the millisecond") {
    ScpRunning script(
        "integer n = 2\ntransmit \"a\"\ndelay n * 3\ntransmit \"b\"\ndelay 0\n"
        "transmit \"c\"");
    CHECK(script.sent() == "a");
    CHECK(script.runner.poll_timeout() == script.now + 6s);
    script.wait(5'999ms);
    CHECK(script.sent().empty());
    script.wait(1ms);
    CHECK(script.sent() == "bc");
    CHECK(script.finished().outcome == Outcome::kDone);
  }

  TEST_CASE("settings come out in their place among what is sent") {
    CHECK(sent_by("transmit \"a\"\nset port databits 7\nset port parity even\nset port stopbits 2\n"
                  "transmit \"b\"\nset screen keyboard on\nset screen keyboard off\n"
                  "set ipaddr \"192.0.2.\" + \"7\"\ntransmit \"c\"\nset port parity none") ==
          "a<databits 7><parity 2><stopbits 2>b<keyboard on><keyboard off><address 192.0.2.7>c"
          "<parity 0>");
  }

  TEST_CASE("halt ends the script for the user to go on, and nothing behind it runs") {
    ScpRunning script("waitfor \"menu\"\nhalt\ntransmit \"x\"");
    script.receive("menu> ");
    const auto end = script.finished();
    CHECK(end.outcome == Outcome::kHalted);
    CHECK(end.place.line == 3);
    CHECK(script.sent().empty());
    CHECK(script.unread() == "> ");
  }

  TEST_CASE("the end of main ends the script there") {
    ScpRunning script("transmit \"x\"");
    const auto end = script.finished();
    CHECK(end.outcome == Outcome::kDone);
    CHECK(end.place.line == 3);
    CHECK(end.text.empty());
  }

  TEST_CASE("what cannot be known before ends the script where it happens") {
    struct Row {
      std::string_view commands;
      std::size_t line;
      std::size_t column;
      std::string_view text;
    };
    const std::vector<Row> rows{
        {"integer x = 2147483647\nx = x + 1", 3, 7, "2147483647 + 1 does not fit an integer"},
        {"integer x = -2147483647\nx = x - 2", 3, 7, "does not fit"},
        {"integer x = -2147483647\nx = x - 1\nx = -x", 4, 5, "-(-2147483648) does not fit"},
        {"integer x = -2147483647\nx = x - 1\nx = x / -1", 4, 7, "does not fit"},
        {"integer x = 65536\nx = x * x", 3, 7, "65536 * 65536 does not fit"},
        {"integer x\nx = 5 / x", 3, 7, "5 / 0 divides by zero"},
        {"integer x = 1\ndelay x - 2", 3, 1, "delay takes 0 to 86400, not -1"},
        {"integer x = 86401\nwaitfor \"a\" until x", 3, 1, "until takes"},
        {"integer x\nset ipaddr getip (x)", 3, 12, "getip takes 1 to 100, not 0"},
        {"set ipaddr $USERID", 2, 1, "\"alice\" is no IP address"},
        {"string s = \"x\"\nwhile TRUE do s = s + s endwhile", 3, 21, "longer than 1024"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.commands);
      ScpRunning script(row.commands, {.user = "alice"});
      const auto end = script.finished();
      CAPTURE(end.text);
      CHECK(end.outcome == Outcome::kFailed);
      CHECK(end.place.line == row.line);
      CHECK(end.place.column == row.column);
      CHECK(end.text.find(row.text) != std::string::npos);
    }
  }

  TEST_CASE("2147483647 seconds too many are no delay and -2147483648 is a number") {
    CHECK(sent_by("integer x = -2147483647\nx = x - 1\nif x < 0 then transmit \"ok\" endif") ==
          "ok");
  }

  TEST_CASE("a script that sends for ever is ended") {
    ScpRunning script("while TRUE do transmit \"0123456789\" endwhile");
    while (script.is_running())
      script.wait(10ms);
    const auto end = script.finished();
    CHECK(end.outcome == Outcome::kFailed);
    CHECK(end.text.find("more than any login") != std::string::npos);
    CHECK(script.sent().size() < 65'536);
  }
}
