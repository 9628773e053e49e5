#include "cli/render_history.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::cli;

namespace {

PastLine line() {
  return {.past = {.id = {7},
                   .entry = "isp",
                   .device = "/dev/ttyS0",
                   .number = "5551234",
                   .owner = 1000,
                   .started = 100s,
                   .connected = 120s,
                   .ended = 185s,
                   .error = {ErrorCode::kNoCarrier, Layer::kModem, "", "NO CARRIER", 0},
                   .bytes_sent = 1500,
                   .bytes_received = 20},
          .started = "2026-01-02 03:04:05",
          .owner = "joe"};
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("cli::render_history") {
  TEST_CASE("a connection is one line: when, what, who, for how long, and why it ended") {
    const std::string text = render_history({line()});
    CHECK(
        has(text, "2026-01-02 03:04:05  isp    /dev/ttyS0  5551234  joe  00:01:05  1.5 kB  20 B"));
    CHECK(has(text, "679"));
    CHECK(has(text, "\"NO CARRIER\"\n"));
  }

  TEST_CASE("a dial that failed was up for no time and has no traffic") {
    PastLine failed = line();
    failed.past.connected.reset();
    CHECK(has(render_history({failed}), "joe  -       -     -"));
  }

  TEST_CASE("what a far end or a file said cannot steer the terminal") {
    PastLine wild = line();
    wild.past.error.raw = "\x1b[2J";
    wild.past.entry = "a\nb";
    const std::string text = render_history({wild});
    CHECK_FALSE(has(text, "\x1b"));
    CHECK(has(text, "a\\nb"));
  }

  TEST_CASE("no history is a sentence, not an empty table") {
    CHECK(render_history({}) == "no connection and no dial has ended yet\n");
  }
}
