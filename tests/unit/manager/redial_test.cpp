// Redial and alternates within one operation, on the loop, with the simulated modem.
#include <algorithm>

#include "unit/manager/redial_bench.hpp"

using namespace dial;
using namespace dial::manager;

namespace {

using Bench = RedialBench;

std::vector<State> states_of(const Recorder& heard) {
  std::vector<State> states;
  for (const Notification& each : heard.heard)
    states.push_back(each.state);
  return states;
}

}  // namespace

TEST_SUITE("manager: redial") {
  TEST_CASE("a busy number is dialled again within one operation, with one id and one end") {
    Bench bench;
    bench.write("a", "number = '5557700'\n", kRedial + "attempts = 2\n");
    const auto heard = std::make_shared<Recorder>();
    const auto id = bench.dial("a", heard);
    REQUIRE(id);
    REQUIRE(bench.loop.run_until([&] { return heard->has_heard(State::kDisconnected); }));
    CHECK(bench.line.calls() == 3);
    CHECK(std::ranges::count(states_of(*heard), State::kDisconnected) == 1);
    CHECK(std::ranges::count(states_of(*heard), State::kOpenPort) == 3);
    CHECK(heard->heard.back().error.code == ErrorCode::kLineBusy);
    std::uint64_t sequence = 0;
    for (const Notification& each : heard->heard) {
      CHECK(each.sequence == ++sequence);
      CHECK(each.connection == *id);
    }
    CHECK(bench.manager().status(*id)->error.code == ErrorCode::kLineBusy);
    CHECK_FALSE(bench.manager().is_in_use("a"));
    bench.finish();
  }

  TEST_CASE("each dial waits for its handler, the second as the first") {
    Bench bench;
    bench.write("a", "number = '5557700'\n", kRedial + "attempts = 1\n");
    const auto heard = std::make_shared<Recorder>();
    const auto id = bench.dial("a", heard, true);
    REQUIRE(id);
    std::size_t acknowledged = 0;
    REQUIRE(bench.loop.run_until([&] {
      for (; acknowledged < heard->heard.size(); ++acknowledged)
        REQUIRE(bench.manager().acknowledge(*id, heard->heard[acknowledged].sequence));
      return heard->has_heard(State::kDisconnected);
    }));
    CHECK(bench.line.calls() == 2);
    bench.finish();
  }

  TEST_CASE("between two dials nothing is dialled before its handler has returned") {
    Bench bench;
    bench.write("a", "number = '5557700'\n", kRedial + "attempts = 1\n");
    const auto heard = std::make_shared<Recorder>();
    const auto id = bench.dial("a", heard, true);
    REQUIRE(id);
    std::size_t acknowledged = 0;
    const auto openings = [&] { return std::ranges::count(states_of(*heard), State::kOpenPort); };
    REQUIRE(bench.loop.run_until([&] {
      for (; openings() < 2 && acknowledged < heard->heard.size(); ++acknowledged)
        REQUIRE(bench.manager().acknowledge(*id, heard->heard[acknowledged].sequence));
      return openings() == 2;
    }));
    // An acknowledgement of the first dial's calls says nothing of the second's.
    REQUIRE(bench.manager().acknowledge(*id, heard->heard.back().sequence - 1));
    bench.loop.settle();
    CHECK(heard->heard.back().state == State::kOpenPort);
    bool hung_up = false;
    bench.manager().hang_up(*id, 1000, false, [&](const auto&) { hung_up = true; });
    CHECK(bench.loop.run_until([&] { return hung_up; }));
    CHECK(heard->heard.back().state == State::kDisconnected);
    bench.finish();
  }

  TEST_CASE("alternates are dialled in their order until one connects") {
    Bench bench;
    bench.write("a", "number = '5557700'\nalternates = ['5557701', '5551234']\n");
    const auto heard = std::make_shared<Recorder>();
    REQUIRE(bench.dial("a", heard));
    REQUIRE(bench.loop.run_until([&] { return heard->has_heard(State::kConnected); }));
    CHECK(bench.line.calls() == 3);
    CHECK(bench.manager().entry_status("a", 1000)->number == "5551234");
    bench.finish();
  }

  TEST_CASE("a device that carries another entry is passed over at once") {
    Bench bench;
    simulator::SimulatedLine other(bench.loop, {});
    bench.write("a", "number = '5551234'\n", "");
    bench.write("b", "number = '5551234'\n", "");
    bench.files.write("c.toml", "base = 'a'\n[line]\nalternates = ['" + other.device() + "']\n");
    REQUIRE(bench.dial("a", nullptr));
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    const auto refused = bench.dial("b", nullptr);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kPortAlreadyOpen);
    REQUIRE(bench.dial("c", nullptr));
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("c"); }));
    CHECK(other.calls() == 1);
    bench.finish();
  }

  TEST_CASE("another profile takes over when all numbers have failed, under the same entry") {
    Bench bench;
    simulator::SimulatedLine other(bench.loop, {});
    bench.write("a", "number = '5557700'\nfail_over = ['b']\n");
    bench.files.write_entry("b", other.device(), "number = '5551234'\n", "init = []\n");
    const auto id = bench.dial("a", nullptr);
    REQUIRE(id);
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    CHECK(bench.manager().status(*id)->device == other.device());
    CHECK(bench.dial("a", nullptr) == id);
    bench.finish();
  }

  TEST_CASE("a hang-up in the pause ends the operation at once, with one end") {
    Bench bench;
    bench.write("a", "number = '5557700'\n",
                "[redial]\nattempts = 5\npause = '1h'\nmax_pause = '1h'\n");
    const auto heard = std::make_shared<Recorder>();
    const auto id = bench.dial("a", heard);
    REQUIRE(id);
    REQUIRE(bench.loop.run_until(
        [&] { return bench.explained("a").starts_with("Dials number 5557700"); }));
    REQUIRE(bench.loop.run_until(
        [&] { return bench.explained("a").find(" in ") != std::string::npos; }));
    CHECK(bench.explained("a").find("redial 1 of 5") != std::string::npos);
    const auto second = bench.dial("a", nullptr);
    REQUIRE_FALSE(second);
    CHECK(second.error().code == ErrorCode::kDialAlreadyInProgress);
    // It has not ended, and does not look as if it had.
    CHECK(bench.manager().status(*id)->state == State::kConnectDevice);
    CHECK_FALSE(bench.manager().status(*id)->error);
    bool hung_up = false;
    bench.manager().hang_up(*id, 1000, false, [&](const auto& outcome) {
      hung_up = true;
      CHECK(outcome->closed);
      CHECK(heard->has_heard(State::kDisconnected));
    });
    REQUIRE(bench.loop.run_until([&] { return hung_up; }));
    CHECK(std::ranges::count(states_of(*heard), State::kDisconnected) == 1);
    CHECK(heard->heard.back().error.code == ErrorCode::kUserDisconnection);
    CHECK_FALSE(bench.manager().is_in_use("a"));
    bench.finish();
  }

  TEST_CASE("a client that goes in the pause takes its dial along") {
    Bench bench;
    bench.write("a", "number = '5557700'\n",
                "[redial]\nattempts = 5\npause = '1h'\nmax_pause = '1h'\n");
    const auto heard = std::make_shared<Recorder>();
    const auto id = bench.dial("a", heard);
    REQUIRE(id);
    REQUIRE(bench.loop.run_until(
        [&] { return bench.explained("a").find(" in ") != std::string::npos; }));
    const auto told = heard->heard.size();
    bench.manager().cancel(*id, true);
    bench.loop.settle();
    CHECK(heard->heard.size() == told);
    CHECK_FALSE(bench.manager().is_in_use("a"));
    bench.finish();
  }

  TEST_CASE("who dials does not wait for a pause that nobody waits for") {
    Bench bench;
    bench.write("a", "number = '5557700'\nalternates = ['5551234']\n",
                "[redial]\npause = '1h'\nmax_pause = '1h'\n");
    const auto first = bench.dial("a", nullptr);
    REQUIRE(first);
    REQUIRE(bench.loop.run_until(
        [&] { return bench.explained("a").find(" in ") != std::string::npos; }));
    bench.files.write_entry("a", bench.line.device(), "number = '5551234'\n", "init = []\n");
    REQUIRE(bench.manager().book().load());
    const auto second = bench.dial("a", nullptr);
    REQUIRE(second);
    CHECK(*second != *first);
    CHECK(bench.manager().status(*first)->error.code == ErrorCode::kDialAlreadyInProgress);
    REQUIRE(bench.loop.run_until([&] { return bench.is_up("a"); }));
    CHECK(bench.manager().status(*second)->references == 2);
    bench.finish();
  }

  TEST_CASE("a shut-down ends pauses, too") {
    Bench bench;
    bench.write("a", "number = '5557700'\n",
                "[redial]\nattempts = 5\npause = '1h'\nmax_pause = '1h'\n");
    const auto heard = std::make_shared<Recorder>();
    REQUIRE(bench.dial("a", heard));
    REQUIRE(bench.loop.run_until(
        [&] { return bench.explained("a").find(" in ") != std::string::npos; }));
    bench.finish();
    CHECK(heard->heard.back().error.code == ErrorCode::kServiceStopped);
  }
}
