// The peer may begin PPP at any moment: its user may be known to it by the line.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "running.hpp"

using namespace std::chrono_literals;
using dial::script::Runner;
using dial::script::test::Running;
using Outcome = Runner::Outcome;

TEST_SUITE("script::Runner") {
  TEST_CASE("PPP seen during a pause ends the script before it goes on, at every split") {
    const std::string frame = "\x7e\xff\x7d\x23\xc0\x21\x7d\x21";
    const std::string received = "login:" + frame;
    for (std::size_t split = 0; split <= received.size(); ++split) {
      CAPTURE(split);
      Running script("'' 'a\\d\\d' ogin: alice");
      script.receive(received.substr(0, split));
      script.wait(1s);
      script.receive(received.substr(split));
      CHECK(script.finished().outcome == Outcome::kPppSeen);
      CHECK(script.unread() == frame);
      CHECK(script.sent() == "a");
      CHECK_FALSE(script.runner.poll_timeout());
    }
  }

  TEST_CASE("a prompt that comes together with PPP is not answered any more") {
    Running script("ogin: alice word: $PASSWORD", {.password = dial::Secret("hunter2")});
    script.receive("login: \x7e\xff\x03\xc0\x21\x01rest");
    CHECK(script.finished().outcome == Outcome::kPppSeen);
    CHECK(script.sent().empty());
    CHECK(script.unread() == "\x7e\xff\x03\xc0\x21\x01rest");
  }

  TEST_CASE("each way to begin an LCP frame is seen") {
    const std::vector<std::string> frames{"\x7e\xff\x7d\x23\xc0\x21",
                                          "\x7e\xff\x03\xc0\x21",
                                          "\x7e\xc0\x21",
                                          "\x7e\x7d\xdf\x7d\x23\xc0\x21",
                                          "\x7e\x7d\xdf\x7d\x23\x7d\xe0\x7d\x01",
                                          "\x7e\x7d\xe0\x21"};
    for (const std::string& frame : frames) {
      CAPTURE(dial::printable(dial::octets_of(frame)));
      Running script("ogin: alice");
      script.receive("menu\r\n" + frame);
      CHECK(script.finished().outcome == Outcome::kPppSeen);
      CHECK(script.unread() == frame);
    }
  }

  TEST_CASE("a line that REPORT catches ends where PPP begins") {
    Running script("REPORT CON '' 'a\\d' OK x");
    script.receive("CON 9600\x7e\xff\x03\xc0\x21");
    CHECK(script.finished().outcome == Outcome::kPppSeen);
    CHECK(script.runner.poll_report() == "CON 9600");
  }
}
