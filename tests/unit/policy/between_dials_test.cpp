// What one dial, one call or one operation leaves behind for the next, and what it does not.
#include "policy/cause.hpp"
#include "unit/policy/policy_bench.hpp"

using namespace dial;
using namespace dial::policy;

namespace {

const Error kLost = failure(ErrorCode::kLinkFailure);
const Error kAbsent = failure(ErrorCode::kDeviceDoesNotExist, Layer::kPort);
const Error kNoCarrier = failure(ErrorCode::kNoCarrier, Layer::kModem, "NO CARRIER");

profile::Profile redialled_profile() {
  profile::Profile profile = modem_profile();
  profile.redial.attempts = 5;
  profile.redial.pause = 10s;
  profile.redial.max_pause = 60s;
  profile.redial.stable_after = 60s;
  profile.redial.when_lost = true;
  return profile;
}

profile::Profile persistent_profile() {
  profile::Profile profile = redialled_profile();
  profile.persistent = true;
  return profile;
}

struct Dials {
  explicit Dials(const profile::Profile& the_profile) : profile(the_profile), redialer(profile) {
    begin();
  }
  void begin() {
    redialer.begin(profile, "", clock.now());
    redialer.handle_dialled(clock.now());
  }
  // How long until the next dial, which then begins.
  std::optional<Duration> fail(const Error& error) {
    return go_on(redialer.handle_failed(error, clock.now(), no_chance()));
  }
  std::optional<Duration> lose_after(Duration up) {
    redialer.handle_connected(clock.now());
    clock.pass(up);
    return go_on(redialer.handle_lost(kLost, clock.now(), no_chance()));
  }
  std::optional<Duration> go_on(std::optional<TimePoint> at) {
    if (!at) return std::nullopt;
    const auto pause = std::chrono::duration_cast<Duration>(*at - clock.now());
    clock.go_to(*at);
    dials_before = redialer.dials();
    redialer.handle_dialled(clock.now());
    return pause;
  }

  profile::Profile profile;
  Clock clock;
  Redialer redialer;
  unsigned dials_before = 0;
};

struct Entry {
  explicit Entry(const profile::Profile& profile) : policy(profile, {}) {
    policy.begin("", clock.moment());
    policy.handle_dialled(clock.moment());
  }
  bool fail(const Error& error) { return policy.handle_failed(error, clock.moment(), no_chance()); }
  bool lose(const Error& error) { return policy.handle_lost(error, clock.moment(), no_chance()); }
  void connect() { policy.handle_connected(clock.moment()); }
  std::optional<Step> dial() {
    if (const auto at = policy.dial_at()) clock.go_to(*at);
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

TEST_SUITE("policy between dials") {
  TEST_CASE("each operation and each call that comes back counts its dials anew") {
    Dials dials(redialled_profile());
    REQUIRE(dials.fail(busy()));
    REQUIRE(dials.redialer.dials() == 2);
    REQUIRE(dials.lose_after(1h));
    CHECK(dials.dials_before == 0);
    dials.redialer.begin(dials.profile, "", dials.clock.now());
    CHECK(dials.redialer.dials() == 0);
  }

  TEST_CASE("long pauses are forgotten after the longest pause and stable_after, not before") {
    Dials dials(redialled_profile());
    REQUIRE(dials.fail(busy()) == 10s);
    REQUIRE(dials.fail(busy()) == 20s);
    SUBCASE("not before") {
      dials.clock.pass(120s);
      dials.begin();
      CHECK(dials.fail(busy()) == 40s);
    }
    SUBCASE("after") {
      dials.clock.pass(120s + 1ms);
      dials.begin();
      CHECK(dials.fail(busy()) == 10s);
    }
  }

  TEST_CASE("an operation that has begun has no part in how long the last call was up") {
    Dials dials(redialled_profile());
    dials.redialer.handle_connected(dials.clock.now());
    dials.clock.pass(1h);
    REQUIRE(dials.redialer.has_lasted(dials.clock.now()));
    dials.redialer.begin(dials.profile, "", dials.clock.now());
    CHECK_FALSE(dials.redialer.has_lasted(dials.clock.now()));
  }

  TEST_CASE("of numbers that all rest, the one whose rest ends first is dialled first") {
    auto profile = redialled_profile();
    profile.alternates = {"2"};
    profile.redial.blocked_pause = 5min;
    Dials dials(profile);
    REQUIRE(dials.fail(failure(ErrorCode::kBlocked, Layer::kModem, "DELAYED 2:00:00")) == 10s);
    CHECK(dials.fail(failure(ErrorCode::kBlocked, Layer::kModem, "BLACKLISTED")) == 5min);
    CHECK(dials.redialer.target().number == "2");
  }

  TEST_CASE("a number whose rest ends within the pause still belongs to the round") {
    auto profile = redialled_profile();
    profile.alternates = {"2"};
    profile.redial.blocked_pause = 25s;
    Dials dials(profile);
    REQUIRE(dials.fail(failure(ErrorCode::kBlocked, Layer::kModem, "BLACKLISTED")) == 10s);
    REQUIRE(dials.fail(busy()) == 10s);
    REQUIRE(dials.redialer.target().number == "2");
    CHECK(dials.fail(busy()) == 10s);
    CHECK(dials.redialer.target() == Target{});  // the first number, of the profile
    CHECK(dials.redialer.redials() == 1);
  }

  TEST_CASE("a device that was passed over is not offered again in its round") {
    auto profile = redialled_profile();
    profile.line.alternates = {"/dev/ttyS1"};
    Dials dials(profile);
    REQUIRE(dials.redialer.pass_over(dials.clock.now()));
    CHECK(dials.redialer.target().device == "/dev/ttyS1");
    CHECK_FALSE(dials.redialer.pass_over(dials.clock.now()));
  }

  TEST_CASE("after a loss the numbers that had failed before the call are tried as ever") {
    auto profile = redialled_profile();
    profile.alternates = {"2"};
    Dials dials(profile);
    REQUIRE(dials.fail(busy()));
    REQUIRE(dials.redialer.target().number == "2");
    REQUIRE(dials.lose_after(1h));
    CHECK(dials.redialer.target() == Target{});  // the first number, of the profile
  }

  TEST_CASE("the first failure behind a call that lasted is followed by the shortest pause") {
    Dials dials(redialled_profile());
    REQUIRE(dials.lose_after(1h) == 10s);
    CHECK(dials.fail(busy()) == 10s);
  }

  TEST_CASE("a call that was taken over has lasted since it connected, and not since then") {
    Redialer redialer(redialled_profile());
    const TimePoint now = TimePoint() + 1h;
    redialer.take_over("", redialer.target(), now - 60s);
    CHECK(redialer.has_lasted(now));
    redialer.take_over("", redialer.target(), now - 59s);
    CHECK_FALSE(redialer.has_lasted(now));
  }

  TEST_CASE("an entry redials by the rules that it has now") {
    Entry entry(modem_profile());
    entry.policy.change(redialled_profile());
    CHECK(entry.fail(busy()));
  }

  TEST_CASE("what is persistent and has used up its day is dialled at midnight") {
    auto profile = persistent_profile();
    profile.limits.dials_per_day = 1;
    Entry entry(profile);
    entry.clock.pass(1h);
    REQUIRE(entry.fail(busy()));
    CHECK(entry.wait() == 1h);
    CHECK(entry.policy.next_dial(entry.clock.moment()) == entry.clock.now() + 23h);
  }

  TEST_CASE("a line that is lost outside of its hours ends, or waits for them if persistent") {
    auto profile = redialled_profile();
    profile.limits.hours = {"Mon-Fri 08:00-18:00"};
    SUBCASE("ends") {
      Entry entry(profile);
      entry.connect();
      CHECK_FALSE(entry.lose(kLost));
      CHECK(entry.policy.phase() == Phase::kGaveUp);
    }
    SUBCASE("waits") {
      profile.persistent = true;
      Entry entry(profile);
      entry.connect();
      REQUIRE(entry.lose(kLost));
      CHECK(entry.policy.next_dial(entry.clock.moment()) == entry.clock.now() + 8h);
    }
  }

  TEST_CASE("a call that is lost has no account any more, and is not looked at") {
    auto profile = redialled_profile();
    profile.limits.idle = 5min;
    Entry entry(profile);
    entry.connect();
    REQUIRE(entry.policy.accounted());
    REQUIRE(entry.policy.check_at(entry.clock.now()));
    REQUIRE(entry.lose(kLost));
    CHECK_FALSE(entry.policy.accounted());
    CHECK_FALSE(entry.policy.check_at(entry.clock.now()));
  }

  TEST_CASE("a daily limit of megabytes alone is reason enough to look at a call") {
    auto profile = modem_profile();
    profile.limits.megabytes_per_day = 1;
    Entry entry(profile);
    entry.connect();
    CHECK(entry.policy.check_at(entry.clock.now()));
  }

  TEST_CASE("a call past midnight uses the new day, whose budget is whole") {
    auto profile = modem_profile();
    profile.limits.time_per_day = 1h;
    Entry entry(profile);
    entry.clock.pass(23h);
    entry.connect();
    entry.clock.pass(59min);
    REQUIRE_FALSE(entry.policy.check_call({}, entry.clock.moment()));
    entry.clock.pass(2min);
    CHECK_FALSE(entry.policy.check_call({}, entry.clock.moment()));
  }

  TEST_CASE("a clock that goes back once more begins its 24 hours anew") {
    Clock clock;
    clock.pass(72h);
    Budget budget({.day = Clock::kMonday + 3, .dials = 1});
    profile::Limits limits;
    limits.dials_per_day = 1;
    clock.set_wall(-48h);
    budget.roll(clock.moment());
    clock.pass(24h);
    budget.roll(clock.moment());
    REQUIRE_FALSE(budget.exceeded(limits, false));
    budget.add_dial();
    clock.set_wall(-24h);
    budget.roll(clock.moment());
    CHECK(budget.exceeded(limits, false));
  }

  TEST_CASE("a call that would come back when it is lost, and is hung up, is held down") {
    Entry entry(redialled_profile());
    entry.connect();
    entry.policy.handle_hung_up();
    CHECK(entry.policy.phase() == Phase::kHeldDown);
    CHECK_FALSE(entry.policy.has_future());  // it comes back after a loss, and not by itself
  }

  TEST_CASE("an entry that is up does not go down because nobody waits for packets any more") {
    Entry entry(redialled_profile());
    entry.connect();
    entry.policy.stop_waiting();
    CHECK(entry.policy.phase() == Phase::kUp);
  }

  TEST_CASE("a link that fails has its own rule, which is not that of the line") {
    auto profile = modem_profile();
    profile.redial.network = profile::Rule::kSkip;
    profile.redial.line = profile::Rule::kStop;
    CHECK(rule_for(Cause::kNetwork, profile) == profile::Rule::kSkip);
    CHECK(rule_for(Cause::kLine, profile) == profile::Rule::kStop);
  }

  TEST_CASE("once a profile has connected, a modem that answers ERROR has failed") {
    Entry entry(persistent_profile());
    entry.connect();
    entry.clock.pass(1h);
    REQUIRE(entry.lose(kLost));
    for (int i = 0; i < 2; ++i) {
      CHECK_FALSE(entry.dial());
      REQUIRE(entry.fail(failure(ErrorCode::kFromDevice)));
    }
    CHECK(entry.dial() == Step::kReset);
  }

  TEST_CASE("what was said before a call that came up stays said, whatever ends the call") {
    Entry entry(persistent_profile());
    REQUIRE(entry.fail(kNoCarrier));
    entry.dial();
    REQUIRE(entry.fail(kNoCarrier));
    REQUIRE(entry.dial() == Step::kReset);
    entry.connect();
    REQUIRE(entry.lose(kAbsent));
    CHECK(entry.policy.recovery_counts().resets == 1);
  }

  TEST_CASE("a device that carried a call is not what the entry waits for behind the call") {
    Entry entry(persistent_profile());
    REQUIRE(entry.fail(kAbsent));
    REQUIRE(entry.policy.waits_for() == "/dev/ttyS0");
    entry.dial();
    entry.connect();
    entry.clock.pass(1h);
    REQUIRE(entry.lose(kLost));
    CHECK(entry.policy.waits_for().empty());
  }

  TEST_CASE("a device that goes again is waited for as long as the first time") {
    auto profile = redialled_profile();
    profile.recovery.wait = 5min;
    Entry entry(profile);
    REQUIRE(entry.fail(kAbsent));
    REQUIRE(entry.wait() == 5min);
    entry.dial();
    SUBCASE("behind a call") {
      entry.connect();
      entry.clock.pass(1h);
      REQUIRE(entry.lose(kLost));
    }
    SUBCASE("behind a dial on it that failed") {
      entry.clock.pass(1h);
      REQUIRE(entry.fail(kNoCarrier));
    }
    entry.dial();
    REQUIRE(entry.fail(kAbsent));
    CHECK(entry.wait() == 5min);
  }

  TEST_CASE("what is persistent looks for its device by its pauses, though it has attempts") {
    auto profile = persistent_profile();
    profile.recovery.wait = 5min;
    Entry entry(profile);
    REQUIRE(entry.fail(kAbsent));
    CHECK(entry.wait() == 10s);
  }
}
