// What waits though nothing has failed just now: for hours, for a number's rest, for the ceiling,
// and for another entry.
#include "unit/policy/policy_bench.hpp"

using namespace dial;
using namespace dial::policy;

namespace {

const Error kAbsent = failure(ErrorCode::kDeviceDoesNotExist, Layer::kPort);
const Error kNoCarrier = failure(ErrorCode::kNoCarrier, Layer::kModem, "NO CARRIER");
const Error kHoursOver = failure(ErrorCode::kDialoutHoursRestriction, Layer::kManager);

profile::Profile persistent_profile() {
  profile::Profile profile = modem_profile();
  profile.redial.max_pause = 60s;
  profile.persistent = true;
  return profile;
}

struct Entry {
  explicit Entry(const profile::Profile& profile) : policy(profile, {}) { begin(); }
  void begin() {
    policy.begin("", clock.moment());
    policy.handle_dialled(clock.moment());
  }
  bool fail(const Error& error) { return policy.handle_failed(error, clock.moment(), no_chance()); }
  bool lose(const Error& error) { return policy.handle_lost(error, clock.moment(), no_chance()); }
  bool lack(const Error& error) {
    return policy.handle_lacking(error, clock.moment(), no_chance());
  }
  void postpone() { policy.postpone(clock.moment(), no_chance()); }
  void connect() { policy.handle_connected(clock.moment()); }
  std::optional<Step> dial() {
    clock.go_to(policy.dial_at().value_or(clock.now()));
    const auto said = policy.take_step_on_line(clock.now());
    policy.handle_dialled(clock.moment());
    return said;
  }
  Duration wait() const {
    REQUIRE(policy.dial_at());
    return std::chrono::duration_cast<Duration>(*policy.dial_at() - clock.now());
  }

  Clock clock;
  EntryPolicy policy;
};

}  // namespace

TEST_SUITE("policy: what waits") {
  TEST_CASE("hours that are far away are looked at again each hour, whatever ended the last dial") {
    auto profile = persistent_profile();
    profile.limits.hours = {"Mon-Fri 08:00-18:00"};
    Entry entry(profile);
    entry.clock.pass(4 * 24h + 18h);  // Friday evening
    SUBCASE("it could not begin") {
      entry.postpone();
    }
    SUBCASE("it failed") {
      REQUIRE(entry.fail(busy()));
    }
    SUBCASE("its call was hung up") {
      entry.connect();
      REQUIRE(entry.lose(kHoursOver));
    }
    CHECK(entry.wait() == 1h);
    CHECK(entry.policy.next_dial(entry.clock.moment()) == entry.clock.now() + 62h);
  }

  TEST_CASE("what waits for its hours is dialled when they begin though the clock was set") {
    auto profile = persistent_profile();
    profile.limits.hours = {"Mon-Fri 08:00-18:00"};
    Entry entry(profile);
    entry.clock.pass(4 * 24h + 18h);
    entry.connect();
    REQUIRE(entry.lose(kHoursOver));
    entry.clock.set_wall(1h);  // summer time
    const TimePoint opens = entry.clock.now() + 61h;
    while (!entry.policy.may_dial(entry.clock.moment())) {
      entry.clock.go_to(*entry.policy.dial_at());
      if (!entry.policy.may_dial(entry.clock.moment())) entry.postpone();
    }
    CHECK(entry.clock.now() == opens);
  }

  TEST_CASE("however often somebody dials, a minute later a dial that nobody asked for may come") {
    Entry entry(persistent_profile());
    for (int i = 0; i < 1800; ++i) {
      entry.clock.pass(2s);
      entry.begin();
    }
    REQUIRE(entry.fail(busy()));
    CHECK(entry.wait() == kDialEvery);
  }

  TEST_CASE("a number that is blacklisted rests, though somebody has dialled it meanwhile") {
    auto profile = persistent_profile();
    Entry entry(profile);
    const Error blocked = failure(ErrorCode::kBlocked, Layer::kModem, "BLACKLISTED 1:00:00");
    REQUIRE(entry.fail(blocked));
    REQUIRE(entry.wait() == 1h);
    SUBCASE("and has given up") {
      entry.begin();
      entry.postpone();
    }
    SUBCASE("and the device has come back") {
      entry.begin();
      REQUIRE(entry.fail(kAbsent));
      entry.policy.handle_device_there(entry.clock.moment());
    }
    CHECK(entry.wait() == 1h);
  }

  TEST_CASE("a number that rests does so behind a call of another one that somebody asked for") {
    Entry entry(persistent_profile());
    REQUIRE(entry.fail(failure(ErrorCode::kBlocked, Layer::kModem, "BLACKLISTED 1:00:00")));
    entry.policy.begin("77", entry.clock.moment());
    entry.policy.handle_dialled(entry.clock.moment());
    entry.connect();
    entry.clock.pass(20min);
    REQUIRE(entry.lose(kNoCarrier));
    entry.policy.aim("", entry.clock.now());
    CHECK(entry.wait() == 40min);
  }

  TEST_CASE("what it requires and is not up makes pauses grow, and is no storm either") {
    auto profile = persistent_profile();
    Entry entry(profile);
    for (const Duration pause : {10s, 20s, 40s, 60s, 60s}) {
      REQUIRE(entry.lack(kHoursOver));
      CHECK(entry.wait() == pause);
      entry.clock.go_to(*entry.policy.dial_at());
    }
    profile.redial.pause = profile.redial.max_pause = 1s;
    entry.policy.change(profile);
    const TimePoint start = entry.clock.now();
    unsigned tries = 0;
    for (; entry.clock.now() < start + 1h; ++tries) {
      REQUIRE(entry.lack(kNoCarrier));
      entry.clock.go_to(*entry.policy.dial_at());
    }
    CHECK(tries <= kBurst + 1h / kDialEvery);
  }

  TEST_CASE("what another entry failed with is not blamed on the modem, or on the device") {
    Entry entry(persistent_profile());
    REQUIRE(entry.fail(kNoCarrier));
    entry.dial();
    REQUIRE(entry.fail(kNoCarrier));
    REQUIRE(entry.dial() == Step::kReset);
    REQUIRE(entry.lack(kAbsent));
    CHECK(entry.policy.recovery_counts().resets == 0);  // it was not dialled
    CHECK(entry.policy.waits_for().empty());
    CHECK(entry.dial() == Step::kReset);
  }

  TEST_CASE("a rule that says stop stops what is persistent for what it requires, too") {
    auto profile = persistent_profile();
    profile.redial.authentication = profile::Rule::kStop;
    Entry entry(profile);
    const Error refused = failure(ErrorCode::kAuthenticationFailure, Layer::kAuthentication);
    CHECK_FALSE(entry.lack(refused));
    CHECK(entry.policy.phase() == Phase::kGaveUp);
    CHECK(entry.lack(failure(ErrorCode::kUserDisconnection, Layer::kManager)));
  }

  TEST_CASE(
      "what is not persistent is tried for what it requires as often as it may be redialled") {
    auto profile = persistent_profile();
    profile.persistent = false;
    profile.redial.attempts = 3;
    profile.alternates = {"2"};
    profile.recovery.reset_after = 1;
    Entry entry(profile);
    SUBCASE("with the attempts it has") {
      for (const Duration pause : {10s, 20s, 40s}) {
        REQUIRE(entry.lack(kNoCarrier));
        CHECK(entry.wait() == pause);
        CHECK_FALSE(entry.dial());                    // no step of [recovery]
        CHECK(entry.policy.target().number.empty());  // its own number has not failed
      }
      CHECK_FALSE(entry.lack(kNoCarrier));
      CHECK(entry.policy.phase() == Phase::kGaveUp);
    }
    SUBCASE("not for hours or limits, as nobody waits for them") {
      CHECK_FALSE(entry.lack(kHoursOver));
    }
    SUBCASE("its own number does not rest for what the other's exchange said") {
      REQUIRE(entry.lack(failure(ErrorCode::kBlocked, Layer::kModem, "BLACKLISTED 1:00:00")));
      CHECK(entry.wait() < 1h);
    }
  }

  TEST_CASE("a number that rests does so by whichever name a profile that was loaded calls it") {
    auto profile = persistent_profile();
    profile.alternates = {"2"};
    Entry entry(profile);
    REQUIRE(entry.fail(failure(ErrorCode::kBlocked, Layer::kModem, "BLACKLISTED 1:00:00")));
    CHECK(entry.wait() == 10s);  // "2"
    profile.number = "3";
    profile.alternates = {"1"};
    entry.policy.change(profile);
    entry.policy.aim("", entry.clock.now());
    CHECK(entry.wait() == 10s);
    CHECK(entry.policy.target() == Target{});
    REQUIRE(entry.dial() == std::nullopt);
    REQUIRE(entry.fail(busy()));
    CHECK(entry.policy.target() == Target{});  // the second round begins: "1" rests
    profile.number = "1";
    profile.alternates = {};
    entry.policy.change(profile);
    entry.policy.aim("", entry.clock.now());
    CHECK(entry.wait() > 59min);
  }
}
