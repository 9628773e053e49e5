#include <doctest/doctest.h>

#include <string>

#include "scp_running.hpp"

using namespace std::chrono_literals;
using dial::Secret;
using dial::script::scp::Runner;
using dial::script::test::ScpRunning;
using Outcome = Runner::Outcome;

TEST_SUITE("script::scp::Runner") {
  TEST_CASE("the password is masked in what is shown, whatever it goes through") {
    const std::string_view uses[] = {
        "transmit $PASSWORD, raw",
        "transmit $PASSWORD + \"^M\"",
        "transmit s\ns = \"a\" + $PASSWORD\ntransmit s",
    };
    for (const std::string_view use : uses) {
      CAPTURE(use);
      ScpRunning script("string s = $PASSWORD\n" + std::string(use) + "\nwaitfor \"ok\"",
                        {.password = Secret("hunter2")});
      CHECK(script.sent().find("hunter2") != std::string::npos);
      script.receive("hunter2\r\nhunt");
      script.wait(60s);
      CHECK(script.finished().received == "******\\r\\n******");
    }
  }

  TEST_CASE("a secret that its escapes change is masked as it is sent") {
    ScpRunning script("transmit $PASSWORD\nwaitfor \"ok\"",
                      {.password = Secret("ab^Mcd\\\\ef<cr>")});
    CHECK(script.sent() == "ab\rcd\\ef\r");
    script.receive("ab\rcd\\ef wrong");
    script.wait(60s);
    CHECK(script.finished().received == "****** wrong");
  }

  TEST_CASE("raw sends a password with escape characters as it is") {
    ScpRunning script("transmit $USERID, raw\ntransmit $PASSWORD, raw",
                      {.user = "a^M<cr>", .password = Secret("\\\\^m")});
    CHECK(script.sent() == "a^M<cr>\\\\^m");
  }

  TEST_CASE("a string made of the password is not named when it does not come") {
    ScpRunning script("waitfor \"is \" + $PASSWORD, $USERID then x\nx:",
                      {.user = "hunter2", .password = Secret("hunter2")});
    script.wait(60s);
    CHECK(script.finished().text == "waited 60 s for \"******\" or \"******\"");
  }

  TEST_CASE("a password that is no address is not named") {
    ScpRunning script("set ipaddr $PASSWORD", {.password = Secret("hunter2")});
    const auto end = script.finished();
    CHECK(end.outcome == Outcome::kFailed);
    CHECK(end.text.find("******") != std::string::npos);
    CHECK(end.text.find("hunter2") == std::string::npos);
  }

  TEST_CASE("without a password its place is empty") {
    ScpRunning script("transmit \"a\" + $PASSWORD + \".\"");
    CHECK(script.sent() == "a.");
    CHECK(script.finished().received.empty());
  }

  TEST_CASE("an empty user name that is waited for is there at once") {
    ScpRunning script("waitfor $USERID\ntransmit \"x\"");
    CHECK(script.sent() == "x");
  }
}
