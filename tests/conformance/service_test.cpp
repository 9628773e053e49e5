// What a client hears when the daemon goes away, and finds when it is back.
#include <csignal>

#include "conformance/both_ways.hpp"

namespace dial::conformance {
namespace {

constexpr State kStates[] = {State::kOpenPort, State::kConnectDevice, State::kAllDevicesConnected,
                             State::kAuthProject};

void check_end(const Handler& handler, ErrorCode code) {
  REQUIRE(handler.wait_for_end());
  CHECK(handler.ends() == 1);
  CHECK(handler.last()->state == State::kDisconnected);
  CHECK(handler.error().code == code);
}

}  // namespace

TEST_SUITE("conformance: the daemon") {
  TEST_CASE("killed while a dial is under way, it ends that dial with 711, once") {
    for (const State state : kStates) {
      CAPTURE(state_name(state));
      Lab lab(ThroughDaemon::kDirect);
      Program program(lab.dialer_options());
      Handler handler;
      handler.hold_in(state);
      REQUIRE(program.dial("line0", handler, kGood));
      REQUIRE(handler.wait_for(state));
      lab.daemon().signal(SIGKILL);
      CHECK(lab.daemon().wait() == -SIGKILL);
      handler.release();
      check_end(handler, ErrorCode::kServiceNotReachable);
      // The Dialer finds the next daemon by itself.
      lab.restart_daemon();
      CHECK(program.hang_up(program.connect("line0")));
      CHECK(handler.ends() == 1);
    }
  }

  TEST_CASE("stopped while a dial is under way, it ends that dial with 834 and leaves no lock") {
    for (const State state : kStates) {
      CAPTURE(state_name(state));
      Lab lab(ThroughDaemon::kDirect);
      Program program(lab.dialer_options());
      Handler handler;
      handler.hold_in(state);
      REQUIRE(program.dial("line0", handler, kGood));
      REQUIRE(handler.wait_for(state));
      lab.daemon().signal(SIGTERM);
      CHECK(lab.daemon().wait() == 0);
      CHECK(lab.is_free());
      handler.release();
      check_end(handler, ErrorCode::kServiceStopped);
    }
  }

  TEST_CASE("stopped with a connection up, it hangs it up") {
    Lab lab(ThroughDaemon::kDirect);
    Program program(lab.dialer_options());
    program.connect("line0");
    lab.daemon().signal(SIGTERM);
    CHECK(lab.daemon().wait() == 0);
    CHECK(lab.is_free());
  }

  TEST_CASE("without it every member fails with 711, and nothing is called") {
    Lab lab(ThroughDaemon::kDirect);
    Program program(lab.dialer_options());
    lab.daemon().signal(SIGTERM);
    CHECK(lab.daemon().wait() == 0);
    const Handler handler;
    const auto id = program.dial("line0", handler, kGood);
    REQUIRE_FALSE(id);
    CHECK(id.error().code == ErrorCode::kServiceNotReachable);
    const auto completion = program.hang_up({1});
    REQUIRE_FALSE(completion);
    CHECK(completion.error().code == ErrorCode::kServiceNotReachable);
    program.with([](Dialer& dialer) {
      CHECK(dialer.connections().error().code == ErrorCode::kServiceNotReachable);
      CHECK(dialer.dial({.entry = "line0"}).error().code == ErrorCode::kServiceNotReachable);
      CHECK(dialer.hang_up({1}).error().code == ErrorCode::kServiceNotReachable);
      CHECK(dialer.watch([](const WatchEvent&) {}).error().code == ErrorCode::kServiceNotReachable);
    });
    CHECK(handler.calls().empty());
    lab.restart_daemon();
    CHECK(program.hang_up(program.connect("line0")));
  }
}

}  // namespace dial::conformance
