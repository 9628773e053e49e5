#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "scp_running.hpp"

using namespace std::chrono_literals;
using dial::script::scp::Runner;
using dial::script::test::ScpRunning;
using Outcome = Runner::Outcome;

namespace {

constexpr std::string_view kFrame = "\x7e\xff\x7d\x23\xc0\x21\x7d\x21";

// What is sent, how it ends and what is left, however `received` is cut in three.
void check_at_every_split(std::string_view commands, const std::string& received,
                          std::string_view sent, Outcome outcome, std::string_view unread) {
  for (std::size_t first = 0; first <= received.size(); ++first) {
    for (std::size_t second = first; second <= received.size(); ++second) {
      CAPTURE(first);
      CAPTURE(second);
      ScpRunning script(commands, {.user = "alice", .password = dial::Secret("hunter2")});
      script.receive(received.substr(0, first));
      script.receive(received.substr(first, second - first));
      script.receive(received.substr(second));
      REQUIRE(script.sent() == sent);
      REQUIRE(script.finished().outcome == outcome);
      REQUIRE(script.unread() == unread);
    }
  }
}

}  // namespace

TEST_SUITE("script::scp::Runner") {
  TEST_CASE("a login goes the same way however the octets are split") {
    check_at_every_split(
        "waitfor \"ogin:\" until 10\ntransmit $USERID, raw\ntransmit \"^M\"\n"
        "waitfor \"word:\"\ntransmit $PASSWORD, raw\ntransmit \"^M\"\nwaitfor \"<cr><lf>\"",
        "Login: alice\nPassword: \r\n~", "alice\rhunter2\r", Outcome::kDone, "~");
  }

  TEST_CASE("of several strings the one that comes first is taken, however the octets are split") {
    const std::string_view commands =
        "again:\nwaitfor \"user:\" then name, \"busy\" then over,\n  \"more\" then page until 30\n"
        "transmit \"t\"\nname: transmit \"n\" goto again\npage: transmit \" \" goto again\n"
        "over: transmit \"x\"";
    check_at_every_split(commands, "..more..user:..more..busy..", " n x", Outcome::kDone, "..");
  }

  TEST_CASE("addresses are found however the octets are split") {
    const std::string received = "Your IP is 192.0.2.17. Mine is 10.0.0.1, MTU 1.5.";
    check_at_every_split("set ipaddr getip", received, "<address 192.0.2.17>", Outcome::kDone,
                         received.substr(received.find(" Mine")));
    check_at_every_split("set ipaddr getip 2", received, "<address 10.0.0.1>", Outcome::kDone,
                         ", MTU 1.5.");
    check_at_every_split("string a = getip\nstring b = getip\ntransmit b + \"/\" + a", received,
                         "10.0.0.1/192.0.2.17", Outcome::kDone, ", MTU 1.5.");
  }

  TEST_CASE("PPP ends the script with its first frame whole, however the octets are split") {
    check_at_every_split("waitfor \"ogin:\"\ntransmit \"a\"\nwaitfor \"word:\"",
                         "login: " + std::string(kFrame) + "more", "a", Outcome::kPppSeen,
                         std::string(kFrame) + "more");
    check_at_every_split(
        "set ipaddr getip",
        "at 1.2.3.4" + std::string(kFrame).substr(0, 0) + "\r" + std::string(kFrame),
        "<address 1.2.3.4>", Outcome::kDone, "\r" + std::string(kFrame));
  }

  TEST_CASE("PPP ends the script during a pause and a rest too") {
    for (const std::string_view commands :
         {"delay 5\ntransmit \"x\"", "while TRUE do endwhile", "set ipaddr getip 3"}) {
      CAPTURE(commands);
      ScpRunning script(commands);
      script.receive("noise~" + std::string(kFrame));
      CHECK(script.finished().outcome == Outcome::kPppSeen);
      CHECK(script.unread() == kFrame);
      CHECK(script.sent().empty());
    }
  }

  TEST_CASE("a flag that was waited for and matched does not begin a frame") {
    ScpRunning script("waitfor \"~\"\nwaitfor \"y\"\ntransmit \"z\"");
    script.receive("\x7e");
    script.receive("\xff\x03\xc0\x21y");
    CHECK(script.sent() == "z");
  }

  TEST_CASE("case matters with matchcase only") {
    ScpRunning script(
        "waitfor \"LoGin:\"\ntransmit \"1\"\nwaitfor \"Word:\", matchcase\n"
        "transmit \"2\"\nwaitfor \"a\", matchcase then x, \"B\" then y\n"
        "x: transmit \"x\"\ny: transmit \"y\"");
    script.receive("LOGIN:");
    CHECK(script.sent() == "1");
    script.receive("word: WORD: ");
    CHECK(script.sent().empty());
    script.receive("Word:");
    CHECK(script.sent() == "2");
    script.receive("A");
    CHECK(script.sent().empty());
    script.receive("b");
    CHECK(script.sent() == "y");
  }

  TEST_CASE("escapes are resolved in what is waited for, and bit 7 is ignored") {
    ScpRunning script(
        "waitfor \"<cr><lf>^[[\\\\\"\ntransmit \"1\"\nwaitfor \"\xc3\xbc!\"\n"
        "transmit \"2\"");
    script.receive("\r\n\x1b[\\");
    CHECK(script.sent() == "1");
    script.receive("\x43\x3c\xa1");
    CHECK(script.sent() == "2");
  }

  TEST_CASE("strings that overlap themselves are found") {
    ScpRunning script("waitfor \"aab\"\ntransmit \"1\"\nwaitfor \"$$ $\"\ntransmit \"2\"");
    script.receive("aaab$$$ $");
    CHECK(script.sent() == "12");
  }

  TEST_CASE("when two strings end at one octet the one that is written first is taken") {
    ScpRunning script(
        "waitfor \"in:\" then a, \"login:\" then b\na: transmit \"a\" halt\n"
        "b: transmit \"b\"");
    script.receive("login:");
    CHECK(script.sent() == "a");
  }

  TEST_CASE("octets that come before they are waited for are matched when their turn comes") {
    ScpRunning script(
        "transmit \"x\"\ndelay 2\nwaitfor \"a\"\ntransmit \"1\"\nwaitfor \"b\"\n"
        "transmit \"2\"\nwaitfor \"c\"\ntransmit \"3\"");
    script.receive("a-b-c!");
    CHECK(script.sent() == "x");
    script.wait(2s);
    CHECK(script.sent() == "123");
    CHECK(script.unread() == "!");
  }

  TEST_CASE("octets matched by one wait are not matched again by the next") {
    ScpRunning script("waitfor \"OK\"\ntransmit \"1\"\nwaitfor \"OK\"\ntransmit \"2\"");
    script.receive("OK");
    CHECK(script.sent() == "1");
    script.receive("OK");
    CHECK(script.sent() == "2");
  }

  TEST_CASE("what came during a wait whose time was up is there for the next") {
    ScpRunning script(
        "waitfor \"host:\" until 5\nif $FAILURE then waitfor \"login:\" until 5 endif\n"
        "if $SUCCESS then transmit \"a\" endif");
    script.receive("login: ");
    script.wait(5s);
    CHECK(script.sent() == "a");
    ScpRunning address("waitfor \"host:\" until 5\nset ipaddr getip");
    address.receive("192.0.2.7 ");
    address.wait(5s);
    CHECK(address.sent() == "<address 192.0.2.7>");
    ScpRunning joined("waitfor \"host:\" until 5\nwaitfor \"login:\"\ntransmit \"b\"");
    joined.receive("log");
    joined.wait(5s);
    joined.receive("in:");
    CHECK(joined.sent() == "b");
  }

  TEST_CASE("an address that nothing follows is taken after a second of silence") {
    ScpRunning script("set ipaddr getip\ntransmit \"x\"");
    script.receive("IP 10.0.0.1");
    CHECK(script.runner.poll_timeout() == script.now + 1s);
    script.wait(999ms);
    script.receive("2");
    script.wait(999ms);
    CHECK(script.sent().empty());
    script.wait(1ms);
    CHECK(script.sent() == "<address 10.0.0.12>x");
    ScpRunning other("set ipaddr getip 2");
    other.receive("10.0.0.1");
    CHECK(other.runner.poll_timeout() == other.now + 60s);
  }

  TEST_CASE("what only looks like an address is passed over") {
    for (const std::string_view text :
         {"1.2.3.4.5 ", "256.1.1.1 ", "1.2.3 ", "1..2.3.4 ", ". ", "12345 ",
          "1.2.3.4................................ ", "1.02.3.4 "}) {
      CAPTURE(text);
      ScpRunning script("set ipaddr getip");
      script.receive(text);
      CHECK(script.sent().empty());
      script.receive("v9.8.7.6...\r");
      CHECK(script.sent() == "<address 9.8.7.6>");
    }
  }

  TEST_CASE("which address may be an expression, and a name on the next line is a command") {
    ScpRunning script(
        "integer n = 1\nstring s\nset ipaddr getip (n + 1)\ns = getip n\ns = getip\n"
        "n = 2\ntransmit s");
    script.receive("1.1.1.1 2.2.2.2 3.3.3.3 4.4.4.4 ");
    CHECK(script.sent() == "<address 2.2.2.2>4.4.4.4");
  }

  TEST_CASE("a flood of what is not waited for is bounded and the prompt still found") {
    ScpRunning script("waitfor \"ogin:\"\ntransmit \"a\"");
    for (int i = 0; i < 3; ++i)
      script.receive(std::string(100'000, 'x'));
    script.receive("login:");
    CHECK(script.sent() == "a");
    CHECK(script.unread().empty());
  }

  TEST_CASE("a flood during a pause keeps the newest octets") {
    ScpRunning script("delay 1\nwaitfor \"OK\"\ntransmit \"x\"");
    for (int i = 0; i < 3; ++i)
      script.receive(std::string(100'000, 'x'));
    script.receive("OK!");
    script.wait(1s);
    script.wait(10ms);  // so much to look at is a portion of its own
    CHECK(script.sent() == "x");
    CHECK(script.unread() == "!");
  }

  TEST_CASE("a string of the greatest length is found behind a flood") {
    const std::string longest(1'024, 'y');
    ScpRunning script("waitfor \"" + longest + "\"\ntransmit \"x\"");
    script.receive(std::string(20'000, 'x') + longest.substr(1));
    CHECK(script.sent().empty());
    script.receive("y");
    CHECK(script.sent() == "x");
    // What has been looked at is forgotten now and then: not the beginning of the string.
    for (std::size_t noise = 7'000; noise < 8'200; noise += 100) {
      CAPTURE(noise);
      ScpRunning other("waitfor \"" + longest + "\"\ntransmit \"x\"");
      other.receive(std::string(noise, 'x') + longest);
      CHECK(other.sent() == "x");
    }
  }
}
