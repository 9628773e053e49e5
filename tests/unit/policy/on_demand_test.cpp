// When a packet dials, in virtual time.
#include "unit/policy/policy_bench.hpp"

using namespace dial;
using namespace dial::policy;

namespace {

const Error kIdle = failure(ErrorCode::kIdleTimeout, Layer::kManager);
const Error kLost = failure(ErrorCode::kLinkFailure, Layer::kNetwork);
const Error kRefused = failure(ErrorCode::kAuthenticationFailure, Layer::kNetwork);

profile::Profile on_demand() {
  auto profile = modem_profile();
  profile.on_demand = true;
  profile.redial.pause = 10s;
  profile.redial.max_pause = 80s;
  profile.redial.stable_after = 60s;
  return profile;
}

class Entry {
 public:
  explicit Entry(const profile::Profile& profile = on_demand()) : policy(profile, {}) {
    policy.wait_for_packet(clock.moment());
  }
  // How long a packet that comes now waits for its dial.
  std::optional<Duration> wait() {
    const auto at = policy.packet_dials_at(clock.now());
    if (!at) return std::nullopt;
    return std::chrono::duration_cast<Duration>(*at - clock.now());
  }
  void dial() {
    policy.begin("", clock.moment());
    policy.handle_dialled(clock.moment());
  }
  bool fail(const Error& error = busy()) {
    REQUIRE_FALSE(policy.handle_failed(error, clock.moment(), no_chance()));
    return policy.wait_again(error, clock.moment(), no_chance());
  }
  bool call(Duration length, const Error& end) {
    dial();
    policy.handle_connected(clock.moment());
    clock.pass(length);
    REQUIRE_FALSE(policy.handle_lost(end, clock.moment(), no_chance()));
    return policy.wait_again(end, clock.moment(), no_chance());
  }
  std::string explained() {
    std::string all;
    for (const std::string& sentence : policy.explain(clock.moment()))
      all += sentence + "\n";
    return all;
  }
  Clock clock;
  EntryPolicy policy;
};

}  // namespace

TEST_SUITE("policy: on demand") {
  TEST_CASE("a packet dials at once, also after an idle line was hung up") {
    Entry entry;
    CHECK(entry.wait() == Duration(0));
    CHECK(entry.call(5min, kIdle));
    CHECK(entry.wait() == Duration(0));
    CHECK(entry.policy.phase() == Phase::kWaiting);
  }

  TEST_CASE("after dials that failed packets wait for pauses that grow") {
    Entry entry;
    for (const Duration pause : {10s, 20s, 40s, 80s, 80s}) {
      entry.dial();
      CHECK(entry.fail());
      CHECK(entry.wait() == pause);
      entry.clock.pass(pause);
      CHECK(entry.wait() == Duration(0));
    }
  }

  TEST_CASE("a call that lasted ends the growth, one of seconds does not") {
    Entry entry;
    entry.dial();
    CHECK(entry.fail());
    entry.clock.pass(1min);
    CHECK(entry.call(3s, kLost));
    CHECK(entry.wait() == Duration(20s));
    entry.clock.pass(1min);
    CHECK(entry.call(2min, kLost));
    CHECK(entry.wait() == Duration(10s));
  }

  TEST_CASE("packets never make a storm, however short the calls that they make are") {
    Entry entry;
    unsigned dials = 0;
    for (const TimePoint end = entry.clock.now() + 1h; entry.clock.now() < end;) {
      const auto wait = entry.wait();
      REQUIRE(wait);
      entry.clock.pass(*wait);
      entry.call(1s, kIdle);
      ++dials;
    }
    CHECK(dials <= kBurst + 60);
  }

  TEST_CASE("a number that is blacklisted rests for packets, too") {
    auto profile = on_demand();
    profile.redial.blocked_pause = 30min;
    Entry entry(profile);
    entry.dial();
    CHECK(entry.fail(failure(ErrorCode::kBlocked, Layer::kModem, "BLACKLISTED")));
    CHECK(entry.wait() == Duration(30min));
  }

  TEST_CASE("a dial that somebody gives up does not end the rest, whichever number it was of") {
    Entry entry;
    entry.dial();
    CHECK(entry.fail(failure(ErrorCode::kBlocked, Layer::kModem, "BLACKLISTED 1:00:00")));
    for (const char* number : {"", "77"}) {
      entry.policy.begin(number, entry.clock.moment());
      entry.policy.handle_dialled(entry.clock.moment());
      CHECK(entry.policy.wait_again(failure(ErrorCode::kUserDisconnection, Layer::kManager),
                                    entry.clock.moment(), no_chance()));
      CHECK(entry.wait() == Duration(1h));
    }
  }

  TEST_CASE("if what it requires is not up, later packets dial, after pauses that grow") {
    Entry entry;
    for (const Duration pause : {10s, 20s, 40s}) {
      entry.policy.begin("", entry.clock.moment());
      const Error hung_up = failure(ErrorCode::kAlreadyDisconnecting, Layer::kManager);
      CHECK(entry.policy.wait_lacking(hung_up, entry.clock.moment(), no_chance()));
      CHECK(entry.wait() == pause);
      entry.clock.pass(pause);
    }
  }

  TEST_CASE("a refused password is slow, and with a rule that says so ends it") {
    auto profile = on_demand();
    Entry slow(profile);
    slow.dial();
    CHECK(slow.fail(kRefused));
    CHECK(slow.wait() == Duration(80s));
    profile.redial.authentication = profile::Rule::kStop;
    Entry stopped(profile);
    stopped.dial();
    CHECK_FALSE(stopped.fail(kRefused));
    CHECK_FALSE(stopped.wait());
    CHECK(stopped.policy.phase() == Phase::kGaveUp);
    CHECK(stopped.policy.has_future());
  }

  TEST_CASE("hung up, it stays down until somebody dials it") {
    Entry entry;
    entry.policy.handle_hung_up();
    CHECK(entry.policy.phase() == Phase::kHeldDown);
    CHECK(entry.policy.has_future());
    CHECK_FALSE(entry.wait());
    CHECK(entry.explained().starts_with("Stays down until somebody dials it"));
  }

  TEST_CASE("what waits says so, and from when on and why a packet dials") {
    Entry entry;
    CHECK(entry.explained() ==
          "Waits for a packet: the first one that counts is kept, and dials number 1 on "
          "/dev/ttyS0.\n");
    entry.dial();
    CHECK(entry.fail());
    entry.clock.pass(3s);
    CHECK(entry.explained().find("No packet dials in the next 7 s, because the number was busy") !=
          std::string::npos);
  }

  TEST_CASE("outside of its hours it says that it may not be dialled") {
    auto profile = on_demand();
    profile.limits.hours = {"Mon-Fri 08:00-18:00"};
    Entry entry(profile);
    CHECK(entry.explained().find("May not be dialled now") != std::string::npos);
  }
}
