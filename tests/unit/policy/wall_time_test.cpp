#include "policy/wall_time.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace dial;
using namespace dial::policy;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kMonday = 4;  // 1970-01-05

WallTime at(std::int64_t weekday, Duration of_day) {
  return {.day = kMonday + weekday, .of_day = of_day};
}

}  // namespace

TEST_SUITE("policy::WallTime") {
  TEST_CASE("the first day of 1970 was a Thursday, and days before it have their names, too") {
    CHECK(WallTime{}.weekday() == 3);
    CHECK(WallTime{.day = kMonday}.weekday() == 0);
    CHECK(WallTime{.day = -1}.weekday() == 2);
    CHECK(WallTime{.day = -10}.weekday() == 0);
    CHECK(WallTime{.day = 20'778}.weekday() == 5);  // 2026-11-21
  }

  TEST_CASE("hours of working days begin and end to the minute") {
    const auto hours = windows_of({"Mon-Fri 08:00-18:00"});
    CHECK_FALSE(is_within(hours, at(0, 8h - 1ms)));
    CHECK(is_within(hours, at(0, 8h)));
    CHECK(is_within(hours, at(4, 18h - 1ms)));
    CHECK_FALSE(is_within(hours, at(4, 18h)));
    CHECK_FALSE(is_within(hours, at(5, 12h)));
    CHECK(until_change(hours, at(0, 7h)) == 1h);
    CHECK(until_change(hours, at(0, 8h)) == 10h);
    CHECK(until_change(hours, at(4, 18h)) == 62h);
    CHECK(until_change(hours, at(0, 8h - 1500ms)) == 1500ms);
  }

  TEST_CASE("hours over midnight belong to the day they begin") {
    const auto hours = windows_of({"Sun 22:00-06:00"});
    CHECK(is_within(hours, at(6, 23h)));
    CHECK(is_within(hours, at(7, 5h)));
    CHECK_FALSE(is_within(hours, at(6, 5h)));
    CHECK_FALSE(is_within(hours, at(7, 6h)));
    CHECK(until_change(hours, at(6, 22h)) == 8h);
  }

  TEST_CASE(
      "until_change is the first minute that is not as this one, from every minute of a week") {
    for (const auto& text : std::vector<std::vector<std::string>>{
             {"Mon-Fri 08:00-18:00"},
             {"Sun 22:00-06:00", "Wed 12:30-12:31"},
             {"daily 00:00-12:00", "daily 12:00-24:00"},
             {"Sat 00:00-24:00", "Sun 00:00-24:00", "Mon 00:00-00:01"}}) {
      const auto hours = windows_of(text);
      const auto wall = [](Duration since) { return at(since / 24h, since % 24h); };
      const auto is_open = [&](Duration since) { return is_within(hours, wall(since)); };
      Duration change = 24h * 14;  // from the end backwards
      for (Duration time = change; time >= 0min; time -= 1min) {
        if (is_open(time) != is_open(time + 1min)) change = time + 1min;
        if (time >= 24h * 7) continue;
        const auto told = until_change(hours, wall(time));
        if (change < 24h * 14) {
          REQUIRE(told == change - time);
        } else {
          REQUIRE(told > 24h * 7);
        }
      }
    }
  }

  TEST_CASE("no hours are all hours, and a whole day has no end") {
    CHECK(is_within({}, at(2, 3h)));
    const auto always = windows_of({"daily 00:00-24:00"});
    CHECK(is_within(always, at(2, 24h - 1ms)));
    CHECK(until_change(always, at(0, 0h)) > 24h * 7);
  }

  TEST_CASE("times read as a person says them") {
    CHECK(plain_text(0ms) == "0 s");
    CHECK(plain_text(-5s) == "0 s");
    CHECK(plain_text(1ms) == "1 s");
    CHECK(plain_text(42s) == "42 s");
    CHECK(plain_text(200s) == "3 min 20 s");
    CHECK(plain_text(2h + 5min + 59s) == "2 h 5 min");
    CHECK(plain_text(24h) == "1 day");
    CHECK(plain_text(76h) == "3 days 4 h");
  }
}
