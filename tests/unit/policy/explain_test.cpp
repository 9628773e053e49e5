#include "unit/policy/policy_bench.hpp"

using namespace dial;
using namespace dial::policy;

namespace {

using Sentences = std::vector<std::string>;

}  // namespace

TEST_SUITE("policy::explain") {
  TEST_CASE("a pause says what is dialled, when, the how-manieth time, why, and what then") {
    auto profile = modem_profile();
    profile.redial.attempts = 10;
    profile.alternates = {"2"};
    Clock clock;
    EntryPolicy policy(profile, {});
    policy.begin("", clock.moment());
    policy.handle_dialled(clock.moment());
    REQUIRE(policy.handle_failed(busy(), clock.moment(), no_chance()));
    policy.handle_dialled(clock.moment());
    REQUIRE(policy.handle_failed(busy(), clock.moment(), no_chance()));
    clock.pass(3s);
    CHECK(policy.explain(clock.moment()) ==
          Sentences{"Dials number 1 on /dev/ttyS0 in 7 s, redial 1 of 10, because the number was "
                    "busy (" +
                        describe(busy()) + ").",
                    "If that fails, too: number 2 on /dev/ttyS0."});
  }

  TEST_CASE("the last redial says so") {
    auto profile = modem_profile();
    profile.redial.attempts = 1;
    Clock clock;
    EntryPolicy policy(profile, {});
    policy.begin("", clock.moment());
    policy.handle_dialled(clock.moment());
    REQUIRE(policy.handle_failed(busy(), clock.moment(), no_chance()));
    CHECK(policy.explain(clock.moment()).back() == "If that fails, too, it gives up.");
    policy.handle_dialled(clock.moment());
    REQUIRE_FALSE(policy.handle_failed(busy(), clock.moment(), no_chance()));
    CHECK(policy.explain(clock.moment()).front() ==
          "Is down: it gave up after 2 dials, because the number was busy (" + describe(busy()) +
              ").");
  }

  TEST_CASE("what is up says when it goes down") {
    auto profile = modem_profile();
    profile.limits.idle = 10min;
    profile.limits.call = 8h;
    profile.limits.time_per_day = 1h;
    profile.limits.hours = {"daily 00:00-06:00"};
    Clock clock;
    EntryPolicy policy(profile, {});
    policy.begin("", clock.moment());
    policy.handle_connected(clock.moment());
    clock.pass(60s);
    policy.check_call({}, clock.moment());
    CHECK(policy.explain(clock.moment()) ==
          Sentences{"Is up for 1 min.", "Hangs up in 9 min if no traffic that counts comes before.",
                    "Hangs up in 7 h 59 min: no call may be longer.",
                    "Has 59 min left of today's time.",
                    "Hangs up in 5 h 59 min, when its hours are over.",
                    "If the connection is lost it stays down."});
  }

  TEST_CASE("what was hung up, and what may not be dialled, says so") {
    auto profile = modem_profile();
    profile.persistent = true;
    profile.limits.hours = {"daily 08:00-18:00"};
    Clock clock;
    EntryPolicy policy(profile, {});
    policy.handle_hung_up();
    CHECK(policy.explain(clock.moment()) ==
          Sentences{"Stays down until somebody dials it, because somebody hung it up.",
                    "May not be dialled now: the hours in [limits] of \"isp\" begin in 8 h."});
  }

  TEST_CASE("an entry that nobody has dialled says what a dial would do") {
    auto profile = modem_profile();
    Clock clock;
    EntryPolicy policy(profile, {});
    CHECK(policy.explain(clock.moment()) ==
          Sentences{"Is down.", "Is dialled when somebody asks for it: number 1 on /dev/ttyS0.",
                    "A dial that fails is not repeated."});
  }

  TEST_CASE("what comes next begins anew, whichever way and number was dialled last") {
    auto profile = modem_profile();
    profile.alternates = {"2"};
    Clock clock;
    EntryPolicy policy(profile, {});
    const Sentences next{
        "Is down.", "Is dialled when somebody asks for it: number 1 on /dev/ttyS0.",
        "If that fails: number 2 on /dev/ttyS0.", "When every way has failed it gives up."};
    CHECK(policy.explain(clock.moment()) == next);
    policy.begin("", clock.moment());
    policy.handle_dialled(clock.moment());
    REQUIRE(policy.handle_failed(busy(), clock.moment(), no_chance()));
    policy.handle_dialled(clock.moment());
    policy.handle_connected(clock.moment());
    policy.handle_hung_up();
    CHECK(policy.explain(clock.moment()) == next);
    policy.begin("3", clock.moment());
    policy.handle_dialled(clock.moment());
    policy.handle_connected(clock.moment());
    policy.handle_hung_up();
    CHECK(policy.explain(clock.moment()) == next);
  }
}
