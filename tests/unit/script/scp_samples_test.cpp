#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "scp_running.hpp"

using namespace std::chrono_literals;
using dial::Secret;
using dial::script::scp::Runner;
using dial::script::test::ScpRunning;
using Outcome = Runner::Outcome;

namespace {

// The sample as it is shipped, run from its first line.
struct Sample : ScpRunning {
  explicit Sample(const std::string& name) : ScpRunning("") {
    std::ifstream file(std::string(DIAL_TEST_DATA) + "/scp/" + name);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    REQUIRE_FALSE(text.empty());
    const auto script = dial::script::test::scp_parsed(text);
    CHECK(script.warnings().empty());
    runner = Runner(script, {.user = "alice", .password = Secret("hunter2")}, {}, now);
  }
};

}  // namespace

TEST_SUITE("script::scp samples") {
  TEST_CASE("a terminal server that wakes at the second try is logged in to") {
    Sample script("terminal_server.scp");
    CHECK(script.sent() == "<databits 8><parity 0><stopbits 1>\r");
    script.wait(5s);
    CHECK(script.sent() == "\r");
    script.receive("\r\nUsername: ");
    CHECK(script.sent() == "alice\r");
    script.receive("alice\r\nPassword: ");
    CHECK(script.sent() == "hunter2\r");
    script.receive("\r\nts1>");
    CHECK(script.sent() == "ppp default\r");
    CHECK(script.finished().outcome == Outcome::kDone);
  }

  TEST_CASE("a terminal server that refuses the password is left to the user") {
    Sample script("terminal_server.scp");
    script.receive("login: ");
    script.receive("password: ");
    script.receive("Login incorrect\r\n");
    CHECK(script.sent().ends_with("hunter2\r<keyboard on>"));
    CHECK(script.finished().outcome == Outcome::kHalted);
  }

  TEST_CASE("a terminal server that stays silent is given up after three tries") {
    Sample script("terminal_server.scp");
    script.wait(5s);
    script.wait(5s);
    CHECK(script.is_running());
    script.wait(5s);
    CHECK(script.sent().ends_with("\r\r\r\x04"));
    CHECK(script.finished().outcome == Outcome::kHalted);
  }

  TEST_CASE("a SLIP host gives the second address that it names") {
    Sample script("slip_address.scp");
    script.wait(2s);
    CHECK(script.sent() == "\r");
    script.receive("host name: Host name: Username: Password: ");
    CHECK(script.sent() == "slip\ralice\rhunter2\r");
    script.receive("Annex address is 192.0.2.1. Your address is 192.0.2.77.\r\n");
    CHECK(script.sent() == "<address 192.0.2.77>");
    CHECK(script.finished().outcome == Outcome::kDone);
  }

  TEST_CASE("a packet network is spoken to in seven bits until the host is there") {
    Sample script("seven_bits.scp");
    script.wait(1s);
    script.receive("TERMINAL=");
    script.receive("\r\n@");
    CHECK(script.sent() == "<databits 7><parity 2>\r\rD1\rc 301 555\r");
    script.receive("301 555 CONNECTED\r\nName: ");
    CHECK(script.sent() == "<databits 8><parity 0>alice@ppp\r");
    script.receive("Password: ");
    CHECK(script.sent() == "hunter2\r");
    CHECK(script.finished().outcome == Outcome::kDone);
  }
}
