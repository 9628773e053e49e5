// Years of policy in virtual time: whatever a profile says and however its dials end, there is no
// storm, and what is persistent always comes back.
#include <algorithm>
#include <deque>

#include "unit/policy/policy_bench.hpp"

using namespace dial;
using namespace dial::policy;

namespace {

unsigned below(unsigned most, std::mt19937& chance) {
  return static_cast<unsigned>(chance() % most);
}

profile::Rule any_rule(std::mt19937& chance) {
  return static_cast<profile::Rule>(below(4, chance));
}

// As impatient as the keys allow.
profile::Profile any_profile(std::mt19937& chance) {
  auto profile = modem_profile();
  profile.persistent = chance() % 2 == 0;
  profile.promote_alternates = chance() % 2 == 0;
  for (unsigned i = below(6, chance); i > 0; --i)
    profile.alternates.push_back(std::to_string(i));
  if (chance() % 2 == 0) profile.line.alternates = {"/dev/ttyS1"};
  if (chance() % 2 == 0) profile.fail_over = {"other"};
  profile::Redial& redial = profile.redial;
  redial.attempts = below(1001, chance);
  redial.pause = chance() % 2 == 0 ? Duration(1s) : Duration(chance() % 100'000 + 1000);
  redial.max_pause = chance() % 2 == 0 ? Duration(1s) : Duration(chance() % 4'000'000 + 1000);
  redial.factor = below(10, chance) + 1;
  redial.jitter = below(101, chance);
  redial.stable_after = Duration(chance() % 100'000 + 1000);
  redial.blocked_pause = Duration(chance() % 1'000'000 + 1000);
  redial.when_lost = true;
  redial.busy = any_rule(chance);
  redial.no_carrier = any_rule(chance);
  redial.refused = any_rule(chance);
  redial.line = any_rule(chance);
  return profile;
}

Error any_error(std::mt19937& chance) {
  constexpr ErrorCode kCodes[] = {ErrorCode::kLineBusy,    ErrorCode::kNoCarrier,
                                  ErrorCode::kVoiceAnswer, ErrorCode::kNoDialtone,
                                  ErrorCode::kNoAnswer,    ErrorCode::kBlocked,
                                  ErrorCode::kPppTimeout,  ErrorCode::kDeviceNotReady};
  return failure(kCodes[chance() % std::size(kCodes)]);
}

// Counts the dials that nobody asked for.
class Meter {
 public:
  void note(TimePoint at) {
    if (last_) shortest_ = std::min(shortest_, std::chrono::duration_cast<Duration>(at - *last_));
    last_ = at;
    ++all_;
    hour_.push_back(at);
    while (hour_.front() <= at - 1h)
      hour_.pop_front();
    most_in_an_hour_ = std::max(most_in_an_hour_, hour_.size());
  }
  std::size_t most_in_an_hour() const { return most_in_an_hour_; }
  Duration shortest() const { return shortest_; }
  std::size_t all() const { return all_; }

 private:
  std::deque<TimePoint> hour_;
  std::optional<TimePoint> last_;
  Duration shortest_ = 24h;
  std::size_t most_in_an_hour_ = 0;
  std::size_t all_ = 0;
};

// One operation after the other until `end`; how each dial ends is chance.
Meter live(const profile::Profile& profile, std::uint32_t seed, Duration years) {
  std::mt19937 chance(seed);
  const auto random = seeded(seed);
  Clock clock;
  EntryPolicy policy(profile, {});
  Meter meter;
  policy.begin("", clock.moment());
  while (clock.now().time_since_epoch() < years) {
    meter.note(clock.now());
    policy.handle_dialled(clock.moment());
    clock.pass(Duration(chance() % 3000));
    bool again = false;
    if (chance() % 4 != 0) {
      again = policy.handle_failed(any_error(chance), clock.moment(), random);
    } else {
      policy.handle_connected(clock.moment());
      clock.pass(Duration(chance() % 200'000));
      again = policy.handle_lost(failure(ErrorCode::kLinkFailure), clock.moment(), random);
    }
    if (!again) return meter;
    REQUIRE(policy.dial_at());
    clock.go_to(*policy.dial_at());
  }
  return meter;
}

}  // namespace

TEST_SUITE("policy over years") {
  // Pain 2: wvdial dialled 25 times in 20 s.
  TEST_CASE("no profile makes a storm: not an hour has more dials than the ceiling") {
    for (std::uint32_t seed = 1; seed <= 300; ++seed) {
      CAPTURE(seed);
      std::mt19937 chance(seed);
      const auto profile = any_profile(chance);
      const Meter meter = live(profile, seed, 24h * 30);
      CHECK(meter.most_in_an_hour() <= kBurst + 1h / kDialEvery);
      CHECK(meter.shortest() >= profile.redial.pause);
    }
  }

  TEST_CASE("ten years of BUSY are one dial per longest pause") {
    auto profile = modem_profile();
    profile.persistent = true;
    profile.redial.max_pause = 10min;
    Clock clock;
    EntryPolicy policy(profile, {});
    policy.begin("", clock.moment());
    std::size_t dials = 0;
    while (clock.now().time_since_epoch() < 24h * 3650) {
      policy.handle_dialled(clock.moment());
      ++dials;
      REQUIRE(policy.handle_failed(busy(), clock.moment(), no_chance()));
      clock.go_to(*policy.dial_at());
    }
    CHECK(dials >= 3650U * 24 * 6);
    CHECK(dials <= 3650U * 24 * 6 + 10);
  }

  // Pain 7: it does not come back after a drop.
  TEST_CASE("what is persistent comes back after everything but a hang-up, for years") {
    for (std::uint32_t seed = 1; seed <= 30; ++seed) {
      CAPTURE(seed);
      std::mt19937 chance(seed);
      auto profile = modem_profile();
      profile.persistent = true;
      profile.redial.refused = profile::Rule::kSlow;
      profile.alternates = {"2"};
      Clock clock;
      EntryPolicy policy(profile, {});
      policy.begin("", clock.moment());
      const auto random = seeded(seed);
      while (clock.now().time_since_epoch() < 24h * 365) {
        policy.handle_dialled(clock.moment());
        const bool again = chance() % 2 == 0
                               ? policy.handle_failed(any_error(chance), clock.moment(), random)
                               : (policy.handle_connected(clock.moment()), clock.pass(1h),
                                  policy.handle_lost(any_error(chance), clock.moment(), random));
        REQUIRE(again);
        const Duration wait = std::chrono::duration_cast<Duration>(*policy.dial_at() - clock.now());
        CHECK(wait <= 1h);
        clock.go_to(*policy.dial_at());
      }
    }
  }

  // Pain 5: a device that is not there when the daemon starts.
  TEST_CASE("a device that is absent for a week is found within the longest pause") {
    auto profile = modem_profile();
    profile.persistent = true;
    Clock clock;
    EntryPolicy policy(profile, {});
    policy.begin("", clock.moment());
    while (clock.now().time_since_epoch() < 24h * 7) {
      policy.handle_dialled(clock.moment());
      REQUIRE(policy.handle_failed(failure(ErrorCode::kPortNotFound, Layer::kPort), clock.moment(),
                                   no_chance()));
      clock.go_to(*policy.dial_at());
    }
    CHECK(clock.now().time_since_epoch() <= 24h * 7 + profile.redial.max_pause);
  }
}
