// DESIGN 2, rule 4: while a handler runs its dial waits, no other dial does, and not for ever.
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>

#include "conformance/both_ways.hpp"
#include "sys/fd.hpp"

namespace dial::conformance {
namespace {

LabOptions lines(std::size_t count) {
  LabOptions options;
  options.lines = count;
  return options;
}

// The program at the far end of line 0, behind CONNECT.
sys::Fd far_end(Lab& lab) {
  const std::string node =
      lab.on_line(0, [](const simulator::SimulatedLine& line) { return line.to_device(); });
  return sys::Fd(::open(node.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
}

bool hears_within(const sys::Fd& end, std::chrono::milliseconds limit) {
  pollfd watched{.fd = end.get(), .events = POLLIN, .revents = 0};
  return ::poll(&watched, 1, static_cast<int>(limit.count())) == 1;
}

}  // namespace

TEST_SUITE("conformance: suspension") {
  TEST_BOTH_WAYS("the modem is told to dial when the handler of ConnectDevice has returned") {
    Lab lab(Way::kDirect, lines(2));
    Program program(lab.dialer_options());
    Program other(lab.dialer_options());
    for (const State state : {State::kPortOpened, State::kConnectDevice}) {
      CAPTURE(state_name(state));
      const auto before = lab.calls();
      Handler handler;
      handler.hold_in(state);
      const auto id = program.dial("line0", handler, kGood);
      REQUIRE(id);
      REQUIRE(handler.wait_for(state));
      // A whole dial on the other line is time enough for a command to leave.
      const ConnectionId second = other.connect("line1");
      CHECK(lab.calls() == before);
      CHECK(handler.last()->state == state);
      CHECK(other.hang_up(second));
      handler.release();
      REQUIRE(handler.wait_for_end());
      CHECK(handler.last()->state == State::kConnected);
      CHECK(lab.calls() == before + 1);
      CHECK(program.hang_up(*id));
    }
  }

  TEST_BOTH_WAYS("the port is not opened before the handler of OpenPort has returned") {
    Lab lab(Way::kDirect, lines(2));
    Program program(lab.dialer_options());
    Program other(lab.dialer_options());
    Handler handler;
    handler.hold_in(State::kOpenPort);
    const auto id = program.dial("line0", handler, kGood);
    REQUIRE(id);
    REQUIRE(handler.wait_for(State::kOpenPort));
    const ConnectionId second = other.connect("line1");
    CHECK(lab.is_free(0));
    handler.release();
    REQUIRE(handler.wait_for_end());
    CHECK(handler.last()->state == State::kConnected);
    CHECK_FALSE(lab.is_free(0));
    CHECK(program.hang_up(*id));
    CHECK(other.hang_up(second));
  }

  TEST_BOTH_WAYS("the far end hears the first frame when AllDevicesConnected has returned") {
    LabOptions options = lines(1);
    options.line.far_end = simulator::FarEndKind::kPty;
    for (const State state : {State::kDeviceConnected, State::kAllDevicesConnected}) {
      CAPTURE(state_name(state));
      Lab lab(Way::kDirect, options);
      Program program(lab.dialer_options());
      const sys::Fd end = far_end(lab);
      REQUIRE(end);
      Handler handler;
      handler.hold_in(state);
      const auto id = program.dial("line0", handler, kGood);
      REQUIRE(id);
      REQUIRE(handler.wait_for(state));
      // Four times the first restart interval.
      CHECK_FALSE(hears_within(end, std::chrono::milliseconds(200)));
      handler.release();
      CHECK(hears_within(end, kPatience));
      CHECK(program.hang_up(*id));
      CHECK(lab.is_free());
    }
  }

  TEST_BOTH_WAYS("in each later state the dial stands still while the handler runs") {
    LabOptions options = lines(1);
    options.line.peer.require = ppp::AuthenticationMethod::kChapMd5;
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    Program other(lab.dialer_options());
    for (const State state : {State::kAuthenticate, State::kAuthNotify, State::kAuthenticated,
                              State::kAuthProject, State::kProjected}) {
      CAPTURE(state_name(state));
      Handler handler;
      handler.hold_in(state);
      const auto id = program.dial("line0", handler, kGood);
      REQUIRE(id);
      REQUIRE(handler.wait_for(state));
      const auto status = other.with([&](Dialer& dialer) { return dialer.status(*id); });
      REQUIRE(status);
      CHECK(state_name(status->state) == state_name(state));
      CHECK(status->projection.has_value() == (state == State::kProjected));
      handler.release();
      REQUIRE(handler.wait_for_end());
      CHECK(handler.last()->state == State::kConnected);
      CHECK(program.hang_up(*id));
    }
  }

  TEST_BOTH_WAYS("a handler that never returns loses its line, and no other line suffers") {
    Lab lab(Way::kDirect, lines(2));
    Program program(lab.dialer_options());
    Program other(lab.dialer_options());
    Handler handler;
    handler.hold_in(State::kDeviceConnected);
    const auto id =
        program.dial({.entry = "line0", .handler_limit = std::chrono::milliseconds(300)}, handler);
    REQUIRE(id);
    REQUIRE(handler.wait_for(State::kDeviceConnected));
    const ConnectionId second = other.connect("line1");
    CHECK(eventually([&] { return other.can_dial(lab); }));
    CHECK(eventually([&] {
      return !lab.on_line(0, [](const simulator::SimulatedLine& line) { return line.is_online(); });
    }));
    // The line can be dialled while that handler still runs.
    const ConnectionId third = other.connect("line0");
    CHECK(other.with([&](Dialer& dialer) { return dialer.status(second); })->state ==
          State::kConnected);
    CHECK_FALSE(handler.has_ended());
    handler.release();
    REQUIRE(handler.wait_for_end());
    CHECK(names(handler.states()) ==
          "OpenPort PortOpened ConnectDevice DeviceConnected Disconnected");
    CHECK(handler.error().code == ErrorCode::kUserDisconnection);
    CHECK(handler.error().context.find("handler_limit") != std::string::npos);
    CHECK(other.hang_up(second));
    CHECK(other.hang_up(third));
    CHECK(handler.ends() == 1);
  }

  TEST_BOTH_WAYS("while a call with an error runs the line is free already") {
    Lab lab(Way::kDirect, lines(1));
    Program program(lab.dialer_options());
    Program other(lab.dialer_options());
    std::promise<void> entered;
    std::promise<void> released;
    std::atomic<unsigned> ends = 0;
    auto release = released.get_future().share();
    const auto id = program.with([&](Dialer& dialer) {
      return dialer.dial({.entry = "line0", .number = "5557700"}, [&](const Notification& call) {
        if (is_terminal(call.state)) ++ends;
        if (!call.error || is_terminal(call.state)) return;
        entered.set_value();
        release.wait_for(kPatience);
      });
    });
    REQUIRE(id);
    take(entered.get_future(), "the call that says busy");
    CHECK(eventually([&] { return other.can_dial(lab); }));
    CHECK(other.hang_up(other.connect("line0")));
    CHECK(ends == 0);
    released.set_value();
    CHECK(eventually([&] { return ends == 1; }));
  }

  TEST_BOTH_WAYS("a handler that is slow within its limit does no harm") {
    Lab lab(Way::kDirect, lines(1));
    Program program(lab.dialer_options());
    Handler handler;
    for (const State state : {State::kOpenPort, State::kConnectDevice, State::kAuthenticate}) {
      handler.act_in(state, [](const Notification&) {
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
      });
    }
    const auto id =
        program.dial({.entry = "line0", .handler_limit = std::chrono::milliseconds(2000)}, handler);
    REQUIRE(id);
    REQUIRE(handler.wait_for_end());
    CHECK(handler.last()->state == State::kConnected);
    CHECK(program.hang_up(*id));
  }
}

}  // namespace dial::conformance
