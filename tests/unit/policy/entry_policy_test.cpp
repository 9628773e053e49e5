#include "policy/entry_policy.hpp"

#include "unit/policy/policy_bench.hpp"

using namespace dial;
using namespace dial::policy;

namespace {

const Error kLost = failure(ErrorCode::kLinkFailure);

class Entry {
 public:
  explicit Entry(const profile::Profile& profile, const Remembered& remembered = {})
      : policy(profile, remembered) {
    policy.begin("", clock.moment());
    policy.handle_dialled(clock.moment());
  }
  bool fail(const Error& error) { return policy.handle_failed(error, clock.moment(), no_chance()); }
  bool lose(const Error& error) { return policy.handle_lost(error, clock.moment(), no_chance()); }
  void connect() { policy.handle_connected(clock.moment()); }
  Duration wait() const {
    REQUIRE(policy.dial_at());
    return std::chrono::duration_cast<Duration>(*policy.dial_at() - clock.now());
  }
  Clock clock;
  EntryPolicy policy;
};

}  // namespace

TEST_SUITE("policy::EntryPolicy") {
  TEST_CASE("outside its hours an entry is not dialled, and the error says when they begin") {
    auto profile = modem_profile();
    profile.limits.hours = {"Mon-Fri 08:00-18:00"};
    Clock clock;
    EntryPolicy policy(profile, {});
    const auto refused = policy.may_dial(clock.moment());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kDialoutHoursRestriction);
    CHECK(refused.error().context.find("8 h") != std::string::npos);
    clock.pass(8h);
    CHECK(policy.may_dial(clock.moment()));
  }

  TEST_CASE("a day that is used up refuses dials, and the next does not") {
    auto profile = modem_profile();
    profile.limits.dials_per_day = 2;
    Entry entry(profile);
    entry.policy.handle_dialled(entry.clock.moment());
    const auto refused = entry.policy.may_dial(entry.clock.moment());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kPppSessionTimeout);
    entry.clock.pass(24h);
    CHECK(entry.policy.may_dial(entry.clock.moment()));
  }

  TEST_CASE("the budget is the same after a restart") {
    auto profile = modem_profile();
    profile.limits.time_per_day = 1h;
    Entry first(profile);
    first.connect();
    first.clock.pass(1h);
    CHECK(first.policy.check_call({}, first.clock.moment()));
    Entry second(profile, first.policy.remembered());
    second.clock.go_to(first.clock.now());
    CHECK_FALSE(second.policy.may_dial(second.clock.moment()));
  }

  TEST_CASE("what worked is tried first after a restart, too") {
    auto profile = modem_profile();
    profile.alternates = {"2"};
    profile.promote_alternates = true;
    Entry first(profile);
    REQUIRE(first.fail(busy()));
    first.connect();
    CHECK(Entry(profile, first.policy.remembered()).policy.target().number == "2");
  }

  TEST_CASE("what is persistent waits for its hours; what a client asked for ends") {
    auto profile = modem_profile();
    profile.limits.hours = {"daily 00:00-00:01"};
    profile.redial.attempts = 5;
    for (const bool is_persistent : {true, false}) {
      profile.persistent = is_persistent;
      Entry entry(profile);
      entry.clock.pass(2min);
      CHECK(entry.fail(busy()) == is_persistent);
      const auto dial = entry.policy.next_dial(entry.clock.moment());
      CHECK(dial.has_value() == is_persistent);
      if (dial) CHECK(*dial == entry.clock.now() + 24h - 2min);
    }
  }

  TEST_CASE("hung up, the persistent stays down until it is dialled again") {
    auto profile = modem_profile();
    profile.persistent = true;
    Entry entry(profile);
    entry.connect();
    entry.policy.handle_hung_up();
    CHECK(entry.policy.phase() == Phase::kHeldDown);
    CHECK(entry.policy.has_future());
    CHECK_FALSE(entry.policy.dial_at());
    entry.policy.begin("", entry.clock.moment());
    entry.connect();
    CHECK(entry.lose(kLost));
    CHECK(entry.policy.phase() == Phase::kPausing);
  }

  TEST_CASE("a dial that cannot begin yet is put off, and costs no attempt") {
    auto profile = modem_profile();
    profile.redial.attempts = 1;
    Entry entry(profile);
    REQUIRE(entry.fail(busy()));
    for (int i = 0; i < 5; ++i) {
      entry.policy.postpone(entry.clock.moment(), no_chance());
      CHECK(entry.wait() == profile.redial.pause);
      entry.clock.go_to(*entry.policy.dial_at());
    }
    entry.policy.handle_dialled(entry.clock.moment());
    CHECK_FALSE(entry.fail(busy()));
  }

  TEST_CASE("a call without limits is not looked at") {
    auto profile = modem_profile();
    Entry entry(profile);
    entry.connect();
    CHECK_FALSE(entry.policy.check_at(entry.clock.now()));
    profile.limits.idle = 60s;
    Entry limited(profile);
    CHECK_FALSE(limited.policy.check_at(limited.clock.now()));
    limited.connect();
    CHECK(limited.policy.check_at(limited.clock.now()) == limited.clock.now() + 1s);
  }
}
