// DESIGN 2, rules 1 to 3 and 5: which calls a handler gets, where and in what order.
#include "conformance/both_ways.hpp"

namespace dial::conformance {
namespace {

const std::string kWithoutPassword =
    "OpenPort PortOpened ConnectDevice DeviceConnected AllDevicesConnected Authenticate "
    "AuthProject Projected Connected";
const std::string kWithPassword =
    "OpenPort PortOpened ConnectDevice DeviceConnected AllDevicesConnected Authenticate "
    "AuthNotify Authenticated AuthProject Projected Connected";

LabOptions with_authentication(ppp::AuthenticationMethod method) {
  LabOptions options;
  options.line.peer.require = method;
  return options;
}

}  // namespace

TEST_SUITE("conformance: order") {
  TEST_BOTH_WAYS("a dial tells each state once, in RAS order, and ends with Connected") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = program.dial("line0", handler, kGood);
    REQUIRE(id);
    REQUIRE(handler.wait_for_end());
    CHECK(names(handler.states()) == kWithoutPassword);
    std::uint64_t sequence = 0;
    for (const auto& call : handler.calls()) {
      CHECK(call.notification.sequence == ++sequence);
      CHECK(call.notification.connection == *id);
      CHECK(call.notification.subentry == 1);
      CHECK_FALSE(call.notification.error);
    }
    CHECK(program.hang_up(*id));
  }

  TEST_BOTH_WAYS("a peer that asks for a password adds AuthNotify and Authenticated") {
    for (const auto method :
         {ppp::AuthenticationMethod::kPap, ppp::AuthenticationMethod::kChapMd5}) {
      Lab lab(Way::kDirect, with_authentication(method));
      Program program(lab.dialer_options());
      const Handler handler;
      const auto id = program.dial("line0", handler, kGood);
      REQUIRE(id);
      REQUIRE(handler.wait_for_end());
      CHECK(names(handler.states()) == kWithPassword);
      CHECK(program.hang_up(*id));
    }
  }

  TEST_BOTH_WAYS("a state that fails is told again with the error, and then the end") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const Handler handler;
    REQUIRE(program.dial("line0", handler, "5557700"));
    REQUIRE(handler.wait_for_end());
    CHECK(names(handler.states()) ==
          "OpenPort PortOpened ConnectDevice ConnectDevice Disconnected");
    const auto calls = handler.calls();
    REQUIRE(calls.size() == 5);
    CHECK_FALSE(calls[2].notification.error);
    CHECK(calls[3].notification.error.code == ErrorCode::kLineBusy);
    CHECK(calls[4].notification.error == calls[3].notification.error);
  }

  TEST_BOTH_WAYS("a handler runs on the thread that dialled, after dial() and never nested") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    for (const char* number : {kGood, "5557701"}) {
      const Handler handler;
      const auto id = program.dial("line0", handler, number);
      REQUIRE(id);
      REQUIRE(handler.wait_for_end());
      for (const auto& call : handler.calls()) {
        CHECK(call.thread == program.thread());
        CHECK_FALSE(call.is_nested);
        CHECK_FALSE(call.is_inside_dial);
      }
      CHECK(program.hang_up(*id));
    }
  }

  TEST_BOTH_WAYS("a synchronous call inside a handler does not call it again") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    Handler handler;
    std::optional<Result<ConnectionStatus>> seen;
    Dialer* dialer = program.with([](Dialer& its) { return &its; });
    handler.act_in(State::kAllDevicesConnected, [&](const Notification& notification) {
      seen = dialer->status(notification.connection);
    });
    const auto id = program.dial("line0", handler, kGood);
    REQUIRE(id);
    REQUIRE(handler.wait_for_end());
    REQUIRE(seen);
    REQUIRE(*seen);
    CHECK((*seen)->state == State::kAllDevicesConnected);
    CHECK(names(handler.states()) == kWithoutPassword);
    for (const auto& call : handler.calls())
      CHECK_FALSE(call.is_nested);
    CHECK(program.hang_up(*id));
  }

  TEST_BOTH_WAYS("a synchronous call inside a handler runs no handler of another dial") {
    LabOptions options;
    options.lines = 2;
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    Dialer* dialer = program.with([](Dialer& its) { return &its; });
    Handler asking;
    const Handler other;
    bool was_silent = true;
    asking.act_in(State::kOpenPort, [&](const Notification& notification) {
      const auto before = other.calls().size();
      // The other dial has its first state to tell all the while.
      const auto limit = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
      while (std::chrono::steady_clock::now() < limit)
        static_cast<void>(dialer->status(notification.connection));
      was_silent = other.calls().size() == before;
    });
    program.with([&](Dialer& its) {
      CHECK(its.dial({.entry = "line0"}, asking.callable()));
      CHECK(its.dial({.entry = "line1"}, other.callable()));
    });
    REQUIRE(asking.wait_for_end());
    REQUIRE(other.wait_for_end());
    CHECK(was_silent);
    CHECK(program.hang_up(asking.last()->connection));
    CHECK(program.hang_up(other.last()->connection));
  }

  TEST_BOTH_WAYS(
      "a dial is listed to every program from its first state on, and hung up by its id") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    Program other(lab.dialer_options());
    for (const State state : {State::kOpenPort, State::kConnectDevice, State::kAuthenticate}) {
      CAPTURE(state_name(state));
      Handler handler;
      handler.hold_in(state);
      const auto id = program.dial("line0", handler, kGood);
      REQUIRE(id);
      REQUIRE(handler.wait_for(state));
      const auto listed = other.with([](Dialer& dialer) { return dialer.connections(); });
      REQUIRE(listed);
      REQUIRE(listed->size() == 1);
      CHECK(listed->front().id == *id);
      CHECK(listed->front().entry == "line0");
      CHECK(state_name(listed->front().state) == state_name(state));
      CHECK(other.hang_up(*id));
      CHECK(lab.is_free());
      handler.release();
      REQUIRE(handler.wait_for_end());
    }
  }

  TEST_BOTH_WAYS("the end of an established connection does not reach the dial's handler") {
    LabOptions options;
    options.lines = 2;
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = program.dial("line0", handler, kGood);
    REQUIRE(id);
    REQUIRE(handler.wait_for_end());
    lab.on_line(0, [](simulator::SimulatedLine& line) { line.lose_carrier(); });
    REQUIRE(eventually([&] {
      const auto status = program.with([&](Dialer& dialer) { return dialer.status(*id); });
      return status && status->state == State::kDisconnected;
    }));
    // The states of another dial come behind whatever was on its way.
    CHECK(program.hang_up(program.connect("line1")));
    CHECK(handler.ends() == 1);
    CHECK(handler.last()->state == State::kConnected);
  }
}

}  // namespace dial::conformance
