#include "policy/budget.hpp"

#include "unit/policy/policy_bench.hpp"

using namespace dial;
using namespace dial::policy;

TEST_SUITE("policy::Budget") {
  TEST_CASE("time, octets and dials of a day are used up, each by itself, until midnight") {
    profile::Limits limits;
    limits.time_per_day = 1h;
    limits.megabytes_per_day = 2;
    limits.dials_per_day = 3;
    Clock clock;
    SUBCASE("time") {
      Budget budget({.day = Clock::kMonday});
      budget.add_call(1h - 1ms, 0);
      CHECK_FALSE(budget.exceeded(limits, true));
      CHECK(budget.time_left(limits) == 1ms);
      budget.add_call(1ms, 0);
      CHECK(budget.exceeded(limits, true)->code == ErrorCode::kPppSessionTimeout);
      clock.pass(24h - 1ms);
      budget.roll(clock.moment());
      CHECK(budget.exceeded(limits, true));
      clock.pass(1ms);
      budget.roll(clock.moment());
      CHECK_FALSE(budget.exceeded(limits, true));
    }
    SUBCASE("octets") {
      Budget budget({.day = Clock::kMonday, .octets = 1'999'999});
      CHECK_FALSE(budget.exceeded(limits, true));
      budget.add_call(0ms, 1);
      CHECK(budget.exceeded(limits, true));
    }
    SUBCASE("dials, which end no call that is up") {
      Budget budget({.day = Clock::kMonday, .dials = 2});
      CHECK_FALSE(budget.exceeded(limits, false));
      budget.add_dial();
      CHECK(budget.exceeded(limits, false));
      CHECK_FALSE(budget.exceeded(limits, true));
    }
  }

  TEST_CASE("a clock that is turned back gives no second day, and holds nobody up for ever") {
    Clock clock;
    Budget budget({.day = Clock::kMonday + 40'000, .octets = 7});
    budget.roll(clock.moment());
    clock.pass(23h);
    budget.roll(clock.moment());
    CHECK(budget.use().octets == 7);
    clock.pass(1h);
    budget.roll(clock.moment());
    CHECK(budget.use() == DailyUse{.day = Clock::kMonday + 1});
  }

  TEST_CASE("a clock that comes right again within the day goes on with its figures") {
    Clock clock;
    clock.pass(24h * 10);
    Budget budget({.day = Clock::kMonday + 10, .octets = 7});
    clock.set_wall(-24h * 5);
    budget.roll(clock.moment());
    clock.set_wall(24h * 5);
    clock.pass(23h);
    budget.roll(clock.moment());
    CHECK(budget.use().octets == 7);
    clock.set_wall(-24h * 5);
    clock.pass(2h);
    budget.roll(clock.moment());
    CHECK(budget.use().octets == 7);
  }
}
