#include "policy/call_limits.hpp"

#include "unit/policy/policy_bench.hpp"

using namespace dial;
using namespace dial::policy;

namespace {

// Looks at the call each second until it has to end, or a day has passed.
class Call {
 public:
  explicit Call(const profile::Limits& limits) : limits_(limits), call_(clock.now()) {}

  std::optional<Error> step(std::uint64_t octets = 0, std::uint64_t active = 0) {
    clock.pass(1s);
    traffic_.octets += octets;
    traffic_.active_octets += active;
    call_.handle_traffic(traffic_, clock.moment(), limits_, budget);
    return call_.reason(clock.moment(), limits_, budget);
  }
  Duration lasts(std::uint64_t octets = 0, std::uint64_t active = 0) {
    for (int i = 0; i < 86'400; ++i) {
      reason = step(octets, active);
      if (reason) break;
    }
    return std::chrono::duration_cast<Duration>(clock.now().time_since_epoch());
  }

  Clock clock;
  Budget budget{{.day = Clock::kMonday}};
  std::optional<Error> reason;

 private:
  profile::Limits limits_;
  CallLimits call_;
  Traffic traffic_;
};

}  // namespace

TEST_SUITE("policy::CallLimits") {
  TEST_CASE("without limits a call lasts") {
    CHECK(Call({}).lasts() == 24h);
    CHECK_FALSE(has_call_limits({}));
  }

  TEST_CASE("a line without traffic that counts is idle, whatever else crosses") {
    profile::Limits limits;
    limits.idle = 10min;
    CHECK(has_call_limits(limits));
    Call call(limits);
    CHECK(call.lasts(1000, 0) == 10min);
    CHECK(call.reason->code == ErrorCode::kIdleTimeout);
    CHECK(Call(limits).lasts(1000, 1) == 24h);
  }

  TEST_CASE("traffic that comes just in time begins the time anew") {
    profile::Limits limits;
    limits.idle = 60s;
    Call call(limits);
    for (int i = 0; i < 59; ++i)
      CHECK_FALSE(call.step());
    CHECK_FALSE(call.step(100, 100));
    CHECK(call.lasts() == 120s);
  }

  TEST_CASE("up to idle_octets in that time are none") {
    profile::Limits limits;
    limits.idle = 60s;
    limits.idle_octets = 60;
    CHECK(Call(limits).lasts(1, 1) == 60s);
    CHECK(Call(limits).lasts(2, 2) == 24h);
  }

  TEST_CASE("no call is longer than the longest") {
    profile::Limits limits;
    limits.call = 8h;
    Call call(limits);
    CHECK(call.lasts(9, 9) == 8h);
    CHECK(call.reason->code == ErrorCode::kPppSessionTimeout);
  }

  TEST_CASE("a call ends when the time or the octets of its day are used up") {
    profile::Limits limits;
    limits.time_per_day = 2h;
    CHECK(Call(limits).lasts() == 2h);
    limits = {};
    limits.megabytes_per_day = 1;
    Call call(limits);
    CHECK(call.lasts(10'000) == 100s);
    CHECK(call.budget.use().octets == 1'000'000);
    CHECK(call.budget.use().connected == 100s);
  }

  TEST_CASE("a call ends with its hours") {
    profile::Limits limits;
    limits.hours = {"Mon 00:00-01:30"};
    Call call(limits);
    CHECK(call.lasts(9, 9) == 90min);
    CHECK(call.reason->code == ErrorCode::kDialoutHoursRestriction);
  }
}
