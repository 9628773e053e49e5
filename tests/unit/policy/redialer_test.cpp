#include "policy/redialer.hpp"

#include "unit/policy/policy_bench.hpp"

using namespace dial;
using namespace dial::policy;

namespace {

// Dials until nothing more is dialled, each dial with the same end; the pauses between them.
struct Course {
  std::vector<Duration> pauses;
  std::vector<std::string> numbers;
};

class Bench {
 public:
  explicit Bench(profile::Profile the_profile, std::string number = {})
      : profile(std::move(the_profile)), redialer(profile) {
    redialer.begin(profile, number, clock.now());
    redialer.handle_dialled(clock.now());
  }
  std::optional<Duration> fail(const Error& error) {
    const auto at = redialer.handle_failed(error, clock.now(), no_chance());
    return go_on(at);
  }
  std::optional<Duration> lose(const Error& error, Duration after) {
    redialer.handle_connected(clock.now());
    clock.pass(after);
    return go_on(redialer.handle_lost(error, clock.now(), no_chance()));
  }
  Course run(const Error& error, int most = 100) {
    Course course;
    course.numbers.push_back(redialer.target().number);
    for (int i = 0; i < most; ++i) {
      const auto pause = fail(error);
      if (!pause) return course;
      course.pauses.push_back(*pause);
      course.numbers.push_back(redialer.target().number);
    }
    return course;
  }

  profile::Profile profile;
  Clock clock;
  Redialer redialer;

 private:
  std::optional<Duration> go_on(std::optional<TimePoint> at) {
    if (!at) return std::nullopt;
    const auto pause = std::chrono::duration_cast<Duration>(*at - clock.now());
    clock.go_to(*at);
    redialer.handle_dialled(clock.now());
    return pause;
  }
};

profile::Profile with_attempts(unsigned attempts) {
  auto profile = modem_profile();
  profile.redial.attempts = attempts;
  return profile;
}

const Error kLost = failure(ErrorCode::kLinkFailure, Layer::kModem, "NO CARRIER");

}  // namespace

TEST_SUITE("policy::Redialer") {
  TEST_CASE("without attempts a dial that fails is not repeated") {
    Bench bench(modem_profile());
    CHECK_FALSE(bench.fail(busy()));
  }

  TEST_CASE("BUSY is repeated as often as the profile says, and pauses double up to the longest") {
    auto profile = with_attempts(6);
    profile.redial.pause = 10s;
    profile.redial.max_pause = 60s;
    Bench bench(profile);
    const auto course = bench.run(busy());
    CHECK(course.pauses == std::vector<Duration>{10s, 20s, 40s, 60s, 60s, 60s});
    CHECK(bench.redialer.redials() == 6);
    CHECK(bench.redialer.dials() == 7);
  }

  TEST_CASE("chance adds to a pause, up to its share, and takes nothing away") {
    auto profile = with_attempts(1);
    profile.redial.pause = 100s;
    profile.redial.jitter = 30;
    Duration least = 24h;
    Duration most{0};
    for (std::uint32_t seed = 0; seed < 500; ++seed) {
      Redialer redialer(profile);
      const TimePoint start{};
      redialer.begin(profile, "", start);
      const auto at = redialer.handle_failed(busy(), start, seeded(seed));
      REQUIRE(at);
      least = std::min(least, std::chrono::duration_cast<Duration>(*at - start));
      most = std::max(most, std::chrono::duration_cast<Duration>(*at - start));
    }
    CHECK(least >= 100s);
    CHECK(most <= 130s);
    CHECK(most - least > 20s);
  }

  TEST_CASE("each cause has its rule: stop ends, slow takes the longest pause, skip leaves out") {
    auto profile = with_attempts(3);
    profile.alternates = {"2"};
    SUBCASE("stop") {
      Bench bench(profile);
      CHECK_FALSE(bench.fail(failure(ErrorCode::kAuthenticationFailure, Layer::kAuthentication)));
    }
    SUBCASE("slow") {
      profile.redial.authentication = profile::Rule::kSlow;
      Bench bench(profile);
      CHECK(bench.fail(failure(ErrorCode::kAuthenticationFailure, Layer::kAuthentication)) ==
            profile.redial.max_pause);
    }
    SUBCASE("skip") {
      Bench bench(profile);
      REQUIRE(bench.fail(failure(ErrorCode::kVoiceAnswer)));
      CHECK(bench.run(busy()).numbers == std::vector<std::string>{"2", "2", "2", "2"});
    }
    SUBCASE("skip, and nothing else is left") {
      profile.alternates.clear();
      Bench bench(profile);
      CHECK_FALSE(bench.fail(failure(ErrorCode::kVoiceAnswer)));
    }
  }

  TEST_CASE("a refused password stops a dial, and slows down what is persistent") {
    const Error refused = failure(ErrorCode::kAuthenticationFailure, Layer::kAuthentication);
    Bench once(with_attempts(5));
    CHECK_FALSE(once.fail(refused));
    auto profile = modem_profile();
    profile.persistent = true;
    Bench always(profile);
    CHECK(always.fail(refused) == profile.redial.max_pause);
  }

  TEST_CASE("alternates are tried in their order, all of them count as one redial") {
    auto profile = with_attempts(1);
    profile.alternates = {"2", "3"};
    Bench bench(profile);
    CHECK(bench.run(busy()).numbers == std::vector<std::string>{"", "2", "3", "", "2", "3"});
  }

  TEST_CASE("alternates are tried without any redial, too") {
    auto profile = modem_profile();
    profile.alternates = {"2"};
    CHECK(Bench(profile).run(busy()).numbers == std::vector<std::string>{"", "2"});
  }

  TEST_CASE("a number that somebody asked for has no alternates") {
    auto profile = with_attempts(1);
    profile.alternates = {"2"};
    CHECK(Bench(profile, "77").run(busy()).numbers == std::vector<std::string>{"77", "77"});
  }

  TEST_CASE(
      "a line that is dead is not tried with the other numbers, nor a busy number elsewhere") {
    auto profile = modem_profile();
    profile.alternates = {"2"};
    profile.line.alternates = {"/dev/ttyS1"};
    SUBCASE("the line") {
      Bench bench(profile);
      REQUIRE(bench.fail(failure(ErrorCode::kNoDialtone)));
      CHECK(bench.redialer.target() == Target{"/dev/ttyS1", "", ""});
    }
    SUBCASE("the number") {
      Bench bench(profile);
      REQUIRE(bench.fail(busy()));
      CHECK(bench.redialer.target() == Target{"", "2", ""});
      CHECK_FALSE(bench.fail(busy()));
    }
    SUBCASE("neither") {
      Bench bench(profile);
      std::vector<Target> tried{bench.redialer.target()};
      while (bench.fail(failure(ErrorCode::kNoCarrier)))
        tried.push_back(bench.redialer.target());
      CHECK(tried == targets_of(profile));
    }
  }

  TEST_CASE("other profiles come when all numbers have failed") {
    auto profile = modem_profile();
    profile.fail_over = {"satellite"};
    Bench bench(profile);
    REQUIRE(bench.fail(failure(ErrorCode::kNoDialtone)));
    CHECK(bench.redialer.target().profile == "satellite");
    CHECK_FALSE(bench.fail(busy()));
  }

  TEST_CASE("what worked is tried first from then on, if the profile says so") {
    auto profile = with_attempts(1);
    profile.alternates = {"2", "3"};
    for (const bool promotes : {true, false}) {
      profile.promote_alternates = promotes;
      Bench bench(profile);
      REQUIRE(bench.fail(busy()));
      bench.redialer.handle_connected(bench.clock.now());
      bench.redialer.begin(profile, "", bench.clock.now());
      CHECK(bench.redialer.target().number == (promotes ? "2" : ""));
    }
  }

  TEST_CASE(
      "a dial of another number in between changes nothing of that, and no rest of a number") {
    auto profile = with_attempts(1);
    profile.alternates = {"2", "3"};
    profile.promote_alternates = true;
    Bench bench(profile);
    bench.redialer.promote({"", "3", ""});
    REQUIRE(bench.fail(failure(ErrorCode::kBlocked, Layer::kModem, "BLACKLISTED")));
    bench.redialer.begin(profile, "77", bench.clock.now());
    CHECK(bench.redialer.targets() == std::vector<Target>{{"", "77", ""}});
    bench.redialer.begin(profile, "", bench.clock.now());
    CHECK(bench.redialer.targets() ==
          std::vector<Target>{{"", "3", ""}, {"", "", ""}, {"", "2", ""}});
    CHECK(bench.redialer.target().number == "3");
    REQUIRE(bench.fail(busy()));
    CHECK(bench.redialer.target().number == "2");
  }

  TEST_CASE("DELAYED and BLACKLISTED: the number rests, others are tried meanwhile") {
    auto profile = with_attempts(2);
    profile.alternates = {"2"};
    profile.redial.blocked_pause = 30min;
    Bench bench(profile);
    CHECK(bench.fail(failure(ErrorCode::kBlocked, Layer::kModem, "BLACKLISTED")) == 10s);
    CHECK(bench.redialer.target().number == "2");
    REQUIRE(bench.fail(busy()));
    CHECK(bench.redialer.target().number == "2");
  }

  TEST_CASE("what comes back is not the number that somebody asked for once") {
    auto profile = modem_profile();
    profile.persistent = true;
    Bench bench(profile, "77");
    REQUIRE(bench.lose(kLost, 1h));
    CHECK(bench.redialer.target().number == "77");
    bench.redialer.aim("", bench.clock.now());
    CHECK(bench.redialer.targets() == targets_of(profile));
    CHECK(bench.redialer.target().number.empty());
  }

  TEST_CASE(
      "ways that were taken out are none, new ones are, and the others stay where they stood") {
    auto profile = with_attempts(5);
    profile.alternates = {"2", "3"};
    profile.fail_over = {"other"};
    Bench bench(profile);
    REQUIRE(bench.fail(busy()));
    CHECK(bench.redialer.target().number == "2");
    SUBCASE("the next one is still there: it is next") {
      profile.alternates = {"4", "2"};
      profile.fail_over.clear();
      bench.redialer.change(profile);
      bench.redialer.aim("", bench.clock.now());
      CHECK(bench.redialer.targets() == targets_of(profile));
      CHECK(bench.run(busy(), 2).numbers == std::vector<std::string>{"2", "4", ""});
    }
    SUBCASE("the next one has gone: another one that was not tried") {
      profile.alternates = {"3"};
      bench.redialer.change(profile);
      bench.redialer.aim("", bench.clock.now());
      CHECK(bench.redialer.target().number == "3");
    }
    SUBCASE("none is left that was not tried: the next round") {
      profile.alternates.clear();
      profile.fail_over.clear();
      bench.redialer.change(profile);
      bench.redialer.aim("", bench.clock.now());
      CHECK(bench.redialer.targets() == targets_of(profile));
      CHECK(bench.redialer.target() == Target());
    }
    SUBCASE("nothing has changed: nothing changes") {
      bench.redialer.change(profile);
      bench.redialer.aim("", bench.clock.now());
      CHECK(bench.run(busy(), 1).numbers == std::vector<std::string>{"2", "3"});
    }
  }

  TEST_CASE("rules that change count from then on") {
    auto profile = modem_profile();
    profile.persistent = true;
    Bench bench(profile);
    REQUIRE(bench.fail(busy()));
    bench.redialer.change(modem_profile());
    CHECK_FALSE(bench.fail(busy()));
  }

  TEST_CASE("a number that connected after all does not rest any more") {
    auto profile = with_attempts(1);
    profile.alternates = {"2"};
    Bench bench(profile, "2");
    const Error blocked = failure(ErrorCode::kBlocked, Layer::kModem, "BLACKLISTED");
    REQUIRE(bench.redialer.handle_failed(blocked, bench.clock.now(), no_chance()));
    bench.redialer.handle_connected(bench.clock.now());
    bench.redialer.begin(profile, "", bench.clock.now());
    CHECK(bench.fail(busy()) == 10s);
    CHECK(bench.redialer.target().number == "2");
  }

  TEST_CASE("a modem that says how long a number rests is believed, when that is longer") {
    auto profile = with_attempts(2);
    Bench bench(profile);
    CHECK(bench.fail(failure(ErrorCode::kBlocked, Layer::kModem, "DELAYED 2:00:00")) == 2h);
    CHECK(bench.fail(failure(ErrorCode::kBlocked, Layer::kModem, "DELAYED 0:00:10")) ==
          profile.redial.blocked_pause);
  }

  TEST_CASE("a connection that is lost is dialled again where the profile says so") {
    auto profile = with_attempts(2);
    CHECK_FALSE(Bench(profile).lose(kLost, 1h));
    profile.redial.when_lost = true;
    CHECK(Bench(profile).lose(kLost, 1h) == profile.redial.pause);
    profile = modem_profile();
    profile.persistent = true;
    CHECK(Bench(profile).lose(kLost, 1h) == profile.redial.pause);
  }

  TEST_CASE("what somebody hung up is not dialled again, persistent or not") {
    auto profile = modem_profile();
    profile.persistent = true;
    CHECK_FALSE(Bench(profile).lose(failure(ErrorCode::kUserDisconnection, Layer::kManager), 1h));
    CHECK_FALSE(Bench(profile).lose(failure(ErrorCode::kServiceStopped, Layer::kManager), 1h));
  }

  // Pain 2: connect, authenticated, hung up, and at once again.
  TEST_CASE("a call that lasted seconds does not reset the pauses, and one that lasted does") {
    auto profile = modem_profile();
    profile.persistent = true;
    profile.redial.stable_after = 60s;
    Bench bench(profile);
    CHECK(bench.lose(kLost, 5s) == 10s);
    CHECK(bench.lose(kLost, 5s) == 20s);
    CHECK(bench.lose(kLost, 59s) == 40s);
    CHECK(bench.lose(kLost, 60s) == 10s);
  }

  TEST_CASE("short calls use up the attempts of what is not persistent") {
    auto profile = with_attempts(2);
    profile.redial.when_lost = true;
    Bench bench(profile);
    CHECK(bench.lose(kLost, 5s));
    CHECK(bench.lose(kLost, 5s));
    CHECK_FALSE(bench.lose(kLost, 5s));
  }

  TEST_CASE("a longest call of what is persistent is dialled again") {
    auto profile = modem_profile();
    const Error limit = failure(ErrorCode::kPppSessionTimeout, Layer::kManager);
    profile.redial.when_lost = true;
    profile.redial.attempts = 3;
    CHECK_FALSE(Bench(profile).lose(limit, 1h));
    profile.persistent = true;
    CHECK(Bench(profile).lose(limit, 1h));
  }

  TEST_CASE("somebody who dials does not wait, and does not reset what was learnt") {
    auto profile = with_attempts(5);
    Bench bench(profile);
    REQUIRE(bench.fail(busy()));
    REQUIRE(bench.fail(busy()));
    bench.redialer.begin(profile, "", bench.clock.now());
    bench.redialer.handle_dialled(bench.clock.now());
    CHECK(bench.fail(busy()) == 40s);
    CHECK(bench.redialer.redials() == 1);
  }
}
