// A call that another process had dialled, and its account.
#include "policy/entry_policy.hpp"

#include "unit/policy/policy_bench.hpp"

using namespace dial;
using namespace dial::policy;

namespace {

// One entry and its policy, which a later process makes anew of what was left.
class Entry {
 public:
  explicit Entry(profile::Profile profile, const std::string& number = {})
      : profile_(std::move(profile)), number_(number), policy(profile_, {}) {
    policy.begin(number, clock.moment());
    policy.handle_dialled(clock.moment());
  }
  std::optional<Error> check(std::uint64_t octets = 0) {
    return policy.check_call({.octets = octets, .active_octets = 0}, clock.moment());
  }
  void restart(Duration nobody_is_there = 0s) {
    const auto accounted = policy.accounted();
    REQUIRE(accounted);
    const Target way = policy.target();
    policy = EntryPolicy(profile_, policy.remembered());
    clock.pass(nobody_is_there);
    policy.take_over(number_, way, *accounted, clock.moment());
  }

 private:
  profile::Profile profile_;
  std::string number_;

 public:
  Clock clock;
  EntryPolicy policy;
};

}  // namespace

TEST_SUITE("policy::EntryPolicy::take_over") {
  TEST_CASE("there is no account of a call that is not up") {
    Entry entry(modem_profile());
    CHECK_FALSE(entry.policy.accounted());
  }

  TEST_CASE("the longest call counts from its beginning, whoever looked at it then") {
    auto profile = modem_profile();
    profile.limits.call = 1h;
    Entry entry(profile);
    entry.policy.handle_connected(entry.clock.moment());
    entry.clock.pass(40min);
    CHECK_FALSE(entry.check());
    entry.restart(5min);
    CHECK(entry.policy.phase() == Phase::kUp);
    CHECK(entry.policy.check_at(entry.clock.now()));
    entry.clock.pass(14min);
    CHECK_FALSE(entry.check());
    entry.clock.pass(1min);
    const auto reason = entry.check();
    REQUIRE(reason);
    CHECK(reason->code == ErrorCode::kPppSessionTimeout);
  }

  TEST_CASE("the budget pays for the time in which nobody was there, and for no time twice") {
    auto profile = modem_profile();
    profile.limits.time_per_day = 2h;
    Entry entry(profile);
    entry.policy.handle_connected(entry.clock.moment());
    entry.clock.pass(40min);
    CHECK_FALSE(entry.check());
    entry.restart(5min);
    entry.restart();
    entry.clock.pass(15min);
    CHECK_FALSE(entry.check());
    CHECK(entry.policy.remembered().use.connected == 1h);
    CHECK(entry.policy.remembered().use.dials == 1);
  }

  TEST_CASE("octets that were paid for are not paid for again") {
    auto profile = modem_profile();
    profile.limits.megabytes_per_day = 1;
    Entry entry(profile);
    entry.policy.handle_connected(entry.clock.moment());
    CHECK_FALSE(entry.check(600'000));
    entry.restart();
    CHECK_FALSE(entry.check(700'000));
    CHECK(entry.policy.remembered().use.octets == 700'000);
  }

  TEST_CASE("idle time begins anew: what has crossed before is not known") {
    auto profile = modem_profile();
    profile.limits.idle = 10min;
    Entry entry(profile);
    entry.policy.handle_connected(entry.clock.moment());
    entry.clock.pass(9min);
    entry.restart(2min);
    CHECK_FALSE(entry.check());
    entry.clock.pass(9min);
    CHECK_FALSE(entry.check());
    entry.clock.pass(1min);
    CHECK(entry.check()->code == ErrorCode::kIdleTimeout);
  }

  TEST_CASE("it knows the way by which the call is up, and dials it again when it is lost") {
    auto profile = modem_profile();
    profile.redial.when_lost = true;
    profile.redial.attempts = 3;
    profile.alternates = {"2"};
    Entry entry(profile);
    REQUIRE(entry.policy.handle_failed(busy(), entry.clock.moment(), no_chance()));
    REQUIRE(entry.policy.target().number == "2");
    entry.policy.handle_connected(entry.clock.moment());
    entry.clock.pass(1h);
    entry.restart();
    CHECK(entry.policy.target().number == "2");
    CHECK(entry.policy.handle_lost(failure(ErrorCode::kLinkFailure), entry.clock.moment(),
                                   no_chance()));
    CHECK(entry.policy.dial_at());
  }

  TEST_CASE("a number that somebody asked for is dialled again, and not the profile's") {
    auto profile = modem_profile();
    profile.redial.when_lost = true;
    profile.redial.attempts = 3;
    Entry entry(profile, "99");
    entry.policy.handle_connected(entry.clock.moment());
    entry.clock.pass(1h);
    entry.restart();
    CHECK(entry.policy.target().number == "99");
    REQUIRE(entry.policy.handle_lost(failure(ErrorCode::kLinkFailure), entry.clock.moment(),
                                     no_chance()));
    CHECK(entry.policy.target().number == "99");
  }
}
