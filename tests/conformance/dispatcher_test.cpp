// DESIGN 2, rule 2, for programs without a loop: everything happens inside dispatch(), and the
// descriptor says when.
#include <poll.h>
#include <uv.h>

#include "conformance/both_ways.hpp"
#include "dial/dispatcher.hpp"

namespace dial::conformance {
namespace {

using std::chrono::milliseconds;

// A program with a loop of its own around poll(2).
struct Polling {
  explicit Polling(const DialerOptions& options)
      : dispatcher(*Dispatcher::create()), dialer(*Dialer::create(dispatcher, options)) {}

  bool is_readable(milliseconds limit = milliseconds(0)) const {
    pollfd watched{.fd = dispatcher.descriptor(), .events = POLLIN, .revents = 0};
    return ::poll(&watched, 1, static_cast<int>(limit.count())) == 1;
  }
  // Dispatches when the descriptor is readable, and at no other time.
  bool run_until(const std::function<bool()>& holds) {
    while (!holds()) {
      if (!is_readable(kPatience)) return false;
      ++wake_ups;
      dispatcher.dispatch();
    }
    return true;
  }
  Result<> hang_up(ConnectionId id) {
    std::optional<Result<>> outcome;
    dialer.hang_up(id, [&](const Result<>& result) { outcome = result; });
    if (!run_until([&] { return outcome.has_value(); })) give_up("the completion of a hang-up");
    return *outcome;
  }

  Dispatcher dispatcher;
  Dialer dialer;
  int wake_ups = 0;
};

}  // namespace

TEST_SUITE("conformance: dispatcher") {
  TEST_BOTH_WAYS("a dial, its handlers and its hang-up need poll(2) and dispatch() only") {
    Lab lab(Way::kDirect, with_password());
    Polling program(lab.dialer_options());
    for (int round = 0; round < 3; ++round) {
      const Handler handler;
      const auto id = program.dialer.dial({.entry = "line0"}, handler.callable());
      REQUIRE(id);
      CHECK(handler.calls().empty());
      REQUIRE(program.run_until([&] { return handler.has_ended(); }));
      CHECK(names(handler.states()) ==
            "OpenPort PortOpened ConnectDevice DeviceConnected AllDevicesConnected Authenticate "
            "AuthNotify Authenticated AuthProject Projected Connected");
      for (const auto& call : handler.calls())
        CHECK(call.thread == std::this_thread::get_id());
      CHECK(program.hang_up(*id));
      CHECK(lab.is_free());
    }
  }

  TEST_BOTH_WAYS("nothing is delivered outside dispatch()") {
    Lab lab(Way::kDirect);
    Polling program(lab.dialer_options());
    const Handler handler;
    const auto id = program.dialer.dial({.entry = "line0"}, handler.callable());
    REQUIRE(id);
    REQUIRE(program.is_readable(kPatience));
    CHECK(program.dialer.status(*id));
    CHECK(handler.calls().empty());
    REQUIRE(program.run_until([&] { return handler.has_ended(); }));
    CHECK(program.hang_up(*id));
  }

  TEST_BOTH_WAYS("while nothing happens the descriptor is not readable, not once") {
    LabOptions options;
    options.numbers = {"5550003=connect 33600 delay=60s"};
    Lab lab(Way::kDirect, options);
    Polling program(lab.dialer_options());
    REQUIRE(program.dialer.watch([](const WatchEvent&) {}));
    const Handler handler;
    const auto id =
        program.dialer.dial({.entry = "line0", .number = "5550003"}, handler.callable());
    REQUIRE(id);
    REQUIRE(program.run_until([&] {
      return !handler.calls().empty() && handler.last()->state == State::kConnectDevice;
    }));
    REQUIRE(eventually([&] { return lab.calls() == 1; }));
    while (program.is_readable(milliseconds(100)))
      program.dispatcher.dispatch();  // what was on its way
    CHECK_FALSE(program.is_readable(milliseconds(500)));
    CHECK(program.hang_up(*id));
    while (program.is_readable(milliseconds(100)))
      program.dispatcher.dispatch();
    CHECK_FALSE(program.is_readable(milliseconds(300)));
  }

  TEST_BOTH_WAYS("watch works through the descriptor alone") {
    Lab lab(Way::kDirect);
    Program other(lab.dialer_options());
    Polling program(lab.dialer_options());
    std::vector<State> seen;
    REQUIRE(
        program.dialer.watch([&](const WatchEvent& event) { seen.push_back(event.status.state); }));
    // Nothing but the descriptor tells the program that the watch has begun.
    while (program.is_readable(milliseconds(100)))
      program.dispatcher.dispatch();
    const ConnectionId id = other.connect("line0");
    CHECK(program.run_until([&] { return !seen.empty() && seen.back() == State::kConnected; }));
    CHECK(other.hang_up(id));
    CHECK(program.run_until([&] { return seen.back() == State::kDisconnected; }));
  }

  TEST_BOTH_WAYS("a deadline on its loop makes the descriptor readable when it has come") {
    Lab lab(Way::kDirect);
    Polling program(lab.dialer_options());
    while (program.is_readable())
      program.dispatcher.dispatch();
    uv_timer_t timer;
    bool fired = false;
    timer.data = &fired;
    uv_update_time(program.dispatcher.loop());
    uv_timer_init(program.dispatcher.loop(), &timer);
    const auto begin = std::chrono::steady_clock::now();
    uv_timer_start(&timer, [](uv_timer_t* due) { *static_cast<bool*>(due->data) = true; }, 200, 0);
    program.dispatcher.wake();
    program.wake_ups = 0;
    CHECK(program.run_until([&] { return fired; }));
    // libuv's clock has whole milliseconds.
    CHECK(std::chrono::steady_clock::now() - begin >= milliseconds(199));
    CHECK(program.wake_ups <= 2);
    uv_close(reinterpret_cast<uv_handle_t*>(&timer), nullptr);
    program.dispatcher.wake();
    program.dispatcher.dispatch();
  }

  TEST_BOTH_WAYS("dispatch() inside a handler does nothing") {
    Lab lab(Way::kDirect);
    Polling program(lab.dialer_options());
    Handler handler;
    for (const State state : {State::kOpenPort, State::kDeviceConnected, State::kProjected})
      handler.act_in(state, [&](const Notification&) { program.dispatcher.dispatch(); });
    const auto id = program.dialer.dial({.entry = "line0"}, handler.callable());
    REQUIRE(id);
    REQUIRE(program.run_until([&] { return handler.has_ended(); }));
    CHECK(handler.last()->state == State::kConnected);
    for (const auto& call : handler.calls())
      CHECK_FALSE(call.is_nested);
    CHECK(program.hang_up(*id));
  }

  TEST_BOTH_WAYS("the Dispatcher may go before its Dialer, which then ends its dial as always") {
    Lab lab(Way::kDirect);
    Program looker(lab.dialer_options());
    const Handler handler;
    {
      std::optional<Dispatcher> dispatcher(*Dispatcher::create());
      auto dialer = Dialer::create(*dispatcher, lab.dialer_options());
      REQUIRE(dialer);
      REQUIRE(dialer->dial({.entry = "line0"}, handler.callable()));
      pollfd watched{.fd = dispatcher->descriptor(), .events = POLLIN, .revents = 0};
      while (handler.calls().empty()) {
        REQUIRE(::poll(&watched, 1, 10'000) == 1);
        dispatcher->dispatch();
      }
      dispatcher.reset();
      CHECK(dialer->connections());
    }
    CHECK(eventually([&] { return looker.connections() == 0; }));
    CHECK(lab.is_free());
    CHECK(handler.ends() == 0);
  }

  TEST_BOTH_WAYS("two Dialers of one Dispatcher dial at once") {
    LabOptions options;
    options.lines = 2;
    Lab lab(Way::kDirect, options);
    Polling program(lab.dialer_options());
    auto second = Dialer::create(program.dispatcher, lab.dialer_options());
    REQUIRE(second);
    const Handler one;
    const Handler two;
    const auto first_id = program.dialer.dial({.entry = "line0"}, one.callable());
    const auto second_id = second->dial({.entry = "line1"}, two.callable());
    REQUIRE(first_id);
    REQUIRE(second_id);
    REQUIRE(program.run_until([&] { return one.has_ended() && two.has_ended(); }));
    CHECK(one.last()->state == State::kConnected);
    CHECK(two.last()->state == State::kConnected);
    CHECK(program.hang_up(*first_id));
    CHECK(second->hang_up(*second_id));
  }
}

}  // namespace dial::conformance
