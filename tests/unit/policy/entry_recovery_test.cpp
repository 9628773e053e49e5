#include <cerrno>

#include "unit/policy/policy_bench.hpp"

using namespace dial;
using namespace dial::policy;

namespace {

const Error kNoCarrier = failure(ErrorCode::kNoCarrier, Layer::kModem, "NO CARRIER");
const Error kInUse = failure(ErrorCode::kPortNotAvailable, Layer::kPort);
const Error kAbsent = failure(ErrorCode::kDeviceDoesNotExist, Layer::kPort);

struct Bench {
  explicit Bench(const profile::Profile& profile) : policy(profile, {}) {
    policy.begin("", clock.moment());
  }
  // The next dial begins when it is due, and says what it has to.
  std::optional<Step> dial() {
    if (const auto at = policy.dial_at()) clock.go_to(*at);
    const auto said = policy.take_step_on_line(clock.now());
    policy.handle_dialled(clock.moment());
    return said;
  }
  bool fail(const Error& error = kNoCarrier) {
    return policy.handle_failed(error, clock.moment(), no_chance());
  }
  Duration until_dial() const {
    return std::chrono::duration_cast<Duration>(*policy.dial_at() - clock.now());
  }

  Clock clock;
  EntryPolicy policy;
};

profile::Profile persistent_profile() {
  profile::Profile profile = modem_profile();
  profile.persistent = true;
  return profile;
}

profile::Profile redialled_profile() {
  profile::Profile profile = modem_profile();
  profile.redial.attempts = 2;
  return profile;
}

}  // namespace

TEST_SUITE("policy::EntryPolicy, recovery") {
  TEST_CASE("the dial after the second failure resets the modem, and no other dial does") {
    Bench bench(persistent_profile());
    std::vector<bool> said;
    for (int i = 0; i < 6; ++i) {
      said.push_back(bench.dial().has_value());
      REQUIRE(bench.fail());
    }
    CHECK(said == std::vector{false, false, true, false, false, false});
    CHECK(bench.policy.recovery_counts() == RecoveryCounts{.resets = 1});
  }

  TEST_CASE("a call shorter than stable_after goes on with the climb, a longer one ends it") {
    auto profile = persistent_profile();
    Bench bench(profile);
    const auto call = [&](Duration length) {
      bench.policy.handle_connected(bench.clock.moment());
      bench.clock.pass(length);
      REQUIRE(bench.policy.handle_lost(kNoCarrier, bench.clock.moment(), no_chance()));
    };
    bench.dial();
    REQUIRE(bench.fail());
    bench.dial();
    call(profile.redial.stable_after - 1ms);
    CHECK(bench.dial() == Step::kReset);
    call(profile.redial.stable_after);
    CHECK_FALSE(bench.dial());
    REQUIRE(bench.fail());
    CHECK_FALSE(bench.dial());
    REQUIRE(bench.fail());
    CHECK(bench.dial() == Step::kReset);
  }

  TEST_CASE("each device climbs for itself") {
    auto profile = persistent_profile();
    profile.line.alternates = {"/dev/ttyS1"};
    Bench bench(profile);
    std::vector<std::string> resets;
    for (int i = 0; i < 7; ++i) {
      if (const auto at = bench.policy.dial_at()) bench.clock.go_to(*at);
      const std::string device = bench.policy.target().device;
      if (bench.dial()) resets.push_back(device);
      REQUIRE(bench.fail(device.empty() ? kInUse : kNoCarrier));
    }
    CHECK(resets == std::vector<std::string>{"/dev/ttyS1"});
  }

  TEST_CASE("a step for the helper is due in the pause, with its device, once") {
    auto profile = persistent_profile();
    profile.recovery.usb = profile::UsbReset::kAuthorized;
    profile.recovery.usb_after = 1;
    Bench bench(profile);
    bench.dial();
    CHECK_FALSE(bench.policy.take_helper_step(bench.clock.now()));
    REQUIRE(bench.fail());
    const auto step = bench.policy.take_helper_step(bench.clock.now());
    REQUIRE(step);
    CHECK(step->step == Step::kUsb);
    CHECK(step->device == "/dev/ttyS0");
    CHECK(step->failures == 1);
    CHECK_FALSE(bench.policy.take_helper_step(bench.clock.now()));
  }

  TEST_CASE("a modem that a restart takes from the bus has not failed once more") {
    auto profile = persistent_profile();
    profile.recovery.reset_after = 0;
    profile.recovery.restart_after = 1;
    profile.recovery.usb = profile::UsbReset::kReset;
    profile.recovery.usb_after = 2;
    Bench bench(profile);
    bench.dial();
    REQUIRE(bench.fail());
    CHECK(bench.dial() == Step::kRestart);
    REQUIRE(bench.fail(failure(ErrorCode::kHardwareFailure, Layer::kPort)));
    CHECK_FALSE(bench.policy.take_helper_step(bench.clock.now()));
    bench.dial();
    REQUIRE(bench.fail(failure(ErrorCode::kHardwareFailure, Layer::kPort)));
    CHECK(bench.policy.take_helper_step(bench.clock.now()));
  }

  TEST_CASE("a port that does not open leaves the step for the next dial") {
    Bench bench(persistent_profile());
    bench.dial();
    REQUIRE(bench.fail());
    bench.dial();
    REQUIRE(bench.fail());
    CHECK(bench.dial() == Step::kReset);
    REQUIRE(bench.fail(failure(ErrorCode::kPortNotAvailable, Layer::kPort)));
    CHECK(bench.policy.recovery_counts().resets == 0);
    CHECK(bench.dial() == Step::kReset);
    CHECK(bench.policy.recovery_counts().resets == 1);
  }

  TEST_CASE("what a modem says is no closed port, whatever its number: the step was taken") {
    Bench bench(persistent_profile());
    for (int i = 0; i < 2; ++i) {
      bench.dial();
      REQUIRE(bench.fail());
    }
    REQUIRE(bench.dial() == Step::kReset);
    REQUIRE(bench.fail(failure(ErrorCode::kPortOrDevice, Layer::kModem)));
    CHECK(bench.policy.recovery_counts().resets == 1);
    CHECK_FALSE(bench.dial());
  }

  TEST_CASE("a profile that takes over neither counts for the modem nor is told its step") {
    auto profile = persistent_profile();
    profile.fail_over = {"satellite"};
    Bench bench(profile);
    std::vector<std::pair<std::string, bool>> dials;
    for (int i = 0; i < 5; ++i) {
      if (const auto at = bench.policy.dial_at()) bench.clock.go_to(*at);
      const std::string dialled = bench.policy.target().profile;
      dials.emplace_back(dialled, bench.dial().has_value());
      REQUIRE(bench.fail());
    }
    CHECK(dials ==
          std::vector<std::pair<std::string, bool>>{
              {"", false}, {"satellite", false}, {"", false}, {"satellite", false}, {"", true}});
  }

  TEST_CASE("what a dial that was hung up had said is not the next one's, on another device") {
    auto profile = persistent_profile();
    Bench bench(profile);
    for (int i = 0; i < 2; ++i) {
      bench.dial();
      REQUIRE(bench.fail());
    }
    REQUIRE(bench.dial() == Step::kReset);
    bench.policy.handle_hung_up();
    profile.line.device = "/dev/ttyS1";
    bench.policy.change(profile);
    bench.policy.begin("", bench.clock.moment());
    CHECK_FALSE(bench.dial());
    REQUIRE(bench.fail(kInUse));
    CHECK(bench.policy.recovery_counts() == RecoveryCounts{.resets = 1});
  }

  TEST_CASE("a step for the helper that nobody took waits for the next pause, not for a dial") {
    auto profile = persistent_profile();
    profile.recovery.usb = profile::UsbReset::kAuthorized;
    profile.recovery.usb_after = 1;
    Bench bench(profile);
    bench.dial();
    REQUIRE(bench.fail());
    bench.dial();
    CHECK_FALSE(bench.policy.take_helper_step(bench.clock.now()));
    REQUIRE(bench.fail());
    CHECK(bench.policy.take_helper_step(bench.clock.now()));
  }

  TEST_CASE("a device that is not there is waited for, and that uses up no attempt") {
    Bench bench(redialled_profile());
    bench.dial();
    CHECK(bench.policy.waits_for().empty());
    REQUIRE(bench.fail(kAbsent));
    CHECK(bench.policy.waits_for() == "/dev/ttyS0");
    CHECK(bench.until_dial() == bench.policy.profile().recovery.wait);
    bench.clock.pass(20s);
    bench.policy.handle_device_there(bench.clock.moment());
    CHECK(bench.until_dial() == 1s);
    bench.dial();
    CHECK(bench.policy.waits_for().empty());
    CHECK(bench.fail(busy()));
    bench.dial();
    CHECK(bench.fail(busy()));
    bench.dial();
    CHECK_FALSE(bench.fail(busy()));
  }

  TEST_CASE(
      "what has no node can appear; a node with no device behind it is dialled with growing "
      "pauses") {
    const auto absent = [](int os_error) {
      Error error = kAbsent;
      error.os_error = os_error;
      return error;
    };
    for (const int no_node : {ENOENT, ENOTDIR, ELOOP}) {
      Bench bench(persistent_profile());
      bench.dial();
      REQUIRE(bench.fail(absent(no_node)));
      CHECK(bench.policy.waits_for() == "/dev/ttyS0");
    }
    for (const int no_device : {ENXIO, ENODEV}) {
      Bench bench(persistent_profile());
      Duration pause{0};
      for (int dials = 0; dials < 20; ++dials) {
        bench.dial();
        REQUIRE(bench.fail(absent(no_device)));
        CHECK(bench.policy.waits_for().empty());
        bench.policy.handle_device_there(bench.clock.moment());  // its node is there
        CHECK(bench.until_dial() >= pause);
        pause = bench.until_dial();
      }
      CHECK(pause == bench.policy.profile().redial.max_pause);
    }
  }

  TEST_CASE("past recovery.wait each look for it is an attempt, and there is an end") {
    Bench bench(redialled_profile());
    int dials = 0;
    do {
      bench.dial();
      ++dials;
    } while (bench.fail(kAbsent));
    CHECK(dials == 4);  // the first, the one at the end of the wait, two redials
    CHECK(bench.policy.phase() == Phase::kGaveUp);
  }

  TEST_CASE("what is persistent waits without an end") {
    Bench bench(persistent_profile());
    for (int i = 0; i < 200; ++i) {
      bench.dial();
      REQUIRE(bench.fail(kAbsent));
      CHECK(bench.policy.waits_for() == "/dev/ttyS0");
    }
  }

  TEST_CASE("a profile without redials does not wait") {
    Bench bench(modem_profile());
    bench.dial();
    CHECK_FALSE(bench.fail(kAbsent));
    CHECK(bench.policy.waits_for().empty());
  }

  TEST_CASE("another device is tried before one is waited for") {
    auto profile = redialled_profile();
    profile.line.alternates = {"/dev/ttyS1"};
    Bench bench(profile);
    bench.dial();
    REQUIRE(bench.fail(kAbsent));
    CHECK(bench.policy.target().device == "/dev/ttyS1");
    CHECK(bench.until_dial() == profile.redial.pause);
    bench.dial();
    REQUIRE(bench.fail(kAbsent));
    CHECK(bench.policy.waits_for() == "/dev/ttyS1");
    CHECK(bench.until_dial() == profile.recovery.wait);
  }

  TEST_CASE("a device that comes and goes is not dialled faster than the ceiling allows") {
    Bench bench(persistent_profile());
    const TimePoint start = bench.clock.now();
    for (int i = 0; i < 30; ++i) {
      bench.dial();
      REQUIRE(bench.fail(kAbsent));
      bench.policy.handle_device_there(bench.clock.moment());
    }
    CHECK(bench.clock.now() - start >= 19min);
  }

  TEST_CASE("a device that appears outside of the hours waits for them") {
    auto profile = persistent_profile();
    profile.limits.hours = {"daily 08:00-18:00"};
    Bench bench(profile);
    REQUIRE(bench.fail(kAbsent));
    bench.policy.handle_device_there(bench.clock.moment());
    CHECK(bench.until_dial() == 1h);
    CHECK(bench.policy.next_dial(bench.clock.moment()) == bench.clock.now() + 8h);
  }

  TEST_CASE("explain tells what is waited for, what was done and what would come next") {
    auto profile = persistent_profile();
    profile.link = profile::LinkClass::kCellular;
    Bench bench(profile);
    for (int i = 0; i < 3; ++i) {
      bench.dial();
      REQUIRE(bench.fail());
    }
    bench.dial();
    REQUIRE(bench.fail(kAbsent));
    const auto sentences = bench.policy.explain(bench.clock.moment());
    REQUIRE(sentences.size() == 4);
    CHECK(sentences[0] == "Waits for /dev/ttyS0, which is not there, and dials when it appears.");
    CHECK(sentences[1].starts_with("Dials number 1 on /dev/ttyS0 in "));
    CHECK(sentences[2] == "Done for the modem so far: ATH and ATZ once.");
    CHECK(sentences[3] ==
          "After 4 failures in a row, of which there were 4, AT+CFUN=1,1 restarts the modem.");
  }
}
