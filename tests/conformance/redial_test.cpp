// What a profile that dials again adds to the contract: one operation, one id, one end.
#include <algorithm>
#include <csignal>

#include "conformance/both_ways.hpp"
#include "conformance/watcher.hpp"

namespace dial::conformance {
namespace {

constexpr const char* kBusy = "5557700";
const std::string kFailedDial = "OpenPort PortOpened ConnectDevice ConnectDevice";

LabOptions redialling(const std::string& attempts, const std::string& pause) {
  LabOptions options;
  options.ends = {"[redial]\nattempts = " + attempts + "\npause = \"" + pause +
                  "\"\nmax_pause = \"" + pause + "\"\njitter = 0\n"};
  return options;
}

// A dial that waits for its second attempt, longer than any test does.
LabOptions pausing() {
  return redialling("3", "60s");
}

bool is_in_pause(Lab& lab, const Handler& handler) {
  return eventually([&] { return handler.failure().has_value(); }) &&
         eventually([&] { return lab.is_free(); });
}

ConnectionId dial_into_pause(Lab& lab, Program& program, const Handler& handler) {
  const auto id = program.dial("line0", handler, kBusy);
  REQUIRE(id);
  REQUIRE(is_in_pause(lab, handler));
  return *id;
}

}  // namespace

TEST_SUITE("conformance: redial") {
  TEST_BOTH_WAYS("a dial that is dialled again has one id, states without a gap, and one end") {
    Lab lab(Way::kDirect, redialling("1", "1s"));
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = program.dial("line0", handler, kBusy);
    REQUIRE(id);
    REQUIRE(handler.wait_for_end());
    CHECK(names(handler.states()) == kFailedDial + " " + kFailedDial + " Disconnected");
    std::uint64_t sequence = 0;
    for (const Handler::Call& call : handler.calls()) {
      CHECK(call.notification.connection == *id);
      CHECK(call.notification.sequence == ++sequence);
    }
    CHECK(handler.ends() == 1);
    CHECK(handler.error().code == ErrorCode::kLineBusy);
    CHECK(lab.is_free());
  }

  TEST_BOTH_WAYS("a watcher hears each dial of it, and one end with its totals") {
    Lab lab(Way::kDirect, redialling("1", "1s"));
    Program program(lab.dialer_options());
    const Watcher watcher;
    REQUIRE(program.with([&](Dialer& dialer) { return dialer.watch(watcher.callable()); }));
    const Handler handler;
    const auto id = program.dial("line0", handler, kBusy);
    REQUIRE(id);
    REQUIRE(handler.wait_for_end());
    const auto events = watcher.wait_for(9);
    REQUIRE(events.size() == 9);
    std::vector<State> states;
    for (const WatchEvent& event : events) {
      CHECK(event.status.id == *id);
      CHECK(event.totals.has_value() == (event.status.state == State::kDisconnected));
      states.push_back(event.status.state);
    }
    CHECK(names(states) == names(handler.states()));
  }

  TEST_BOTH_WAYS("in the pause it is there, and has not ended") {
    Lab lab(Way::kDirect, pausing());
    Program program(lab.dialer_options());
    const Handler handler;
    const ConnectionId id = dial_into_pause(lab, program, handler);
    CHECK(program.connections() == 1);
    const auto status = program.with([&](Dialer& dialer) { return dialer.status(id); });
    REQUIRE(status);
    CHECK(status->state == State::kConnectDevice);
    CHECK_FALSE(status->error);
    CHECK_FALSE(handler.has_ended());
    CHECK(program.hang_up(id));
  }

  TEST_BOTH_WAYS("in the pause its line is free for another entry") {
    LabOptions options = pausing();
    options.entries["other"] = "";
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const Handler handler;
    const ConnectionId id = dial_into_pause(lab, program, handler);
    CHECK(program.hang_up(program.connect("other")));
    CHECK_FALSE(handler.has_ended());
    CHECK(program.hang_up(id));
  }

  TEST_BOTH_WAYS("a hang-up in the pause ends it at once, then completes, and a redial works") {
    Lab lab(Way::kDirect, pausing());
    Program program(lab.dialer_options());
    const Handler handler;
    const ConnectionId id = dial_into_pause(lab, program, handler);
    CHECK(program.hang_up(id));
    CHECK(handler.ends() == 1);
    CHECK(handler.last()->state == State::kDisconnected);
    CHECK(handler.error().code == ErrorCode::kUserDisconnection);
    CHECK(names(handler.states()) == kFailedDial + " Disconnected");
    CHECK(program.hang_up(program.connect("line0")));
    CHECK(handler.ends() == 1);
  }

  TEST_BOTH_WAYS("a client that goes away in the pause takes its dial along") {
    Lab lab(Way::kDirect, pausing());
    Program other(lab.dialer_options());
    Program program(lab.dialer_options());
    const Handler handler;
    dial_into_pause(lab, program, handler);
    CHECK(other.connections() == 1);
    program.destroy_dialer();
    CHECK(eventually([&] { return other.connections() == 0; }));
    CHECK_FALSE(handler.has_ended());
    CHECK(other.hang_up(other.connect("line0")));
  }

  TEST_BOTH_WAYS("whoever dials it in the pause of another is told that it is being dialled") {
    Lab lab(Way::kDirect, pausing());
    Program program(lab.dialer_options());
    Program other(lab.dialer_options());
    const Handler handler;
    const ConnectionId id = dial_into_pause(lab, program, handler);
    const Handler second;
    const auto refused = other.dial("line0", second, kGood);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kDialAlreadyInProgress);
    CHECK(second.calls().empty());
    CHECK(program.hang_up(id));
  }

  TEST_CASE("a daemon that is stopped in the pause ends it with 834") {
    Lab lab(ThroughDaemon::kDirect, pausing());
    Program program(lab.dialer_options());
    const Handler handler;
    dial_into_pause(lab, program, handler);
    lab.daemon().signal(SIGTERM);
    CHECK(lab.daemon().wait() == 0);
    REQUIRE(handler.wait_for_end());
    CHECK(handler.ends() == 1);
    CHECK(handler.error().code == ErrorCode::kServiceStopped);
  }
}

}  // namespace dial::conformance
