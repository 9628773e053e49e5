#include "profile/duration.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using dial::Duration;
using dial::profile::duration_text;
using dial::profile::parse_duration;
using namespace std::chrono_literals;

TEST_SUITE("profile::duration") {
  TEST_CASE("a time is a number with a unit") {
    const std::vector<std::pair<std::string_view, Duration>> rows{
        {"0s", 0ms},     {"250ms", 250ms},  {"5s", 5s},     {"1.5s", 1500ms}, {"0.25s", 250ms},
        {"2m", 2min},    {"1h", 1h},        {"0.5m", 30s},  {"007s", 7s},     {"1000h", 1000h},
        {"0.001s", 1ms}, {"1.125h", 4050s}, {"1.0ms", 1ms},
    };
    for (const auto& [text, value] : rows) {
      CAPTURE(text);
      const auto parsed = parse_duration(text);
      REQUIRE(parsed);
      CHECK(*parsed == value);
    }
  }

  TEST_CASE("what is no time is refused and the message says why") {
    const std::vector<std::pair<std::string_view, std::string_view>> rows{
        {"", "needs a time"},          {"s", "needs a time"},
        {"-5s", "needs a time"},       {" 5s", "needs a time"},
        {"5", "needs a unit"},         {"1.5", "needs a unit"},
        {"5 s", "unknown unit"},       {"5sec", "unknown unit"},
        {"5S", "unknown unit"},        {"5s ", "unknown unit"},
        {"1m30s", "unknown unit"},     {"5d", "unknown unit"},
        {".5s", "needs a number"},     {"5.s", "needs a number"},
        {"1.2.3s", "needs a number"},  {"..s", "needs a number"},
        {"0.1234s", "three decimals"}, {"9999999999999h", "needs a number"},
        {"1001h", "too long"},         {"999999999999h", "too long"},
        {"0.5ms", "millisecond"},
    };
    for (const auto& [text, part] : rows) {
      CAPTURE(text);
      const auto parsed = parse_duration(text);
      REQUIRE_FALSE(parsed);
      CHECK(parsed.error().find(part) != std::string::npos);
    }
  }

  TEST_CASE("a time is written with the largest unit that divides it") {
    CHECK(duration_text(0ms) == "0s");
    CHECK(duration_text(1500ms) == "1500ms");
    CHECK(duration_text(90s) == "90s");
    CHECK(duration_text(2min) == "2m");
    CHECK(duration_text(24h) == "24h");
  }
}
