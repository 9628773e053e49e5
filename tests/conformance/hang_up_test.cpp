// DESIGN 2, rules 5 and 8: a hang-up at any time, from anywhere, and what it leaves.
#include "conformance/both_ways.hpp"
#include "support/child.hpp"

namespace dial::conformance {
namespace {

void check_hung_up(const Handler& handler, State last) {
  CHECK(handler.ends() == 1);
  REQUIRE(handler.last());
  CHECK(handler.last()->state == State::kDisconnected);
  CHECK(handler.error().code == ErrorCode::kUserDisconnection);
  const auto states = handler.states();
  REQUIRE(states.size() >= 2);
  // Nothing failed: the state the dial was in is not told again.
  CHECK_FALSE(handler.failure());
  CHECK(state_name(states[states.size() - 2]) == state_name(last));
}

}  // namespace

TEST_SUITE("conformance: hang_up") {
  TEST_BOTH_WAYS("a hang-up inside the handler ends the dial in each state, then completes") {
    Lab lab(Way::kDirect, with_password());
    Program program(lab.dialer_options());
    Dialer* dialer = program.with([](Dialer& its) { return &its; });
    for (const State state : kDialStates) {
      CAPTURE(state_name(state));
      Handler handler;
      std::promise<std::pair<Result<>, unsigned>> completed;  // and the terminal calls before it
      handler.act_in(state, [&](const Notification& notification) {
        dialer->hang_up(notification.connection, [&](const Result<>& result) {
          completed.set_value({result, handler.ends()});
        });
      });
      REQUIRE(program.dial("line0", handler, kGood));
      const auto [result, ends] = take(completed.get_future(), "the completion of a hang-up");
      CHECK(result);
      CHECK(ends == 1);
      CHECK(lab.is_free());
      check_hung_up(handler, state);
    }
    CHECK(program.hang_up(program.connect("line0")));
  }

  TEST_BOTH_WAYS("a hang-up by another thread takes effect while the handler still runs") {
    Lab lab(Way::kDirect, with_password());
    Program program(lab.dialer_options());
    Program other(lab.dialer_options());
    for (const State state : kDialStates) {
      CAPTURE(state_name(state));
      Handler handler;
      handler.hold_in(state);
      const auto id = program.dial("line0", handler, kGood);
      REQUIRE(id);
      REQUIRE(handler.wait_for(state));
      CHECK(other.hang_up(*id));
      CHECK(lab.is_free());
      CHECK_FALSE(handler.has_ended());
      handler.release();
      REQUIRE(handler.wait_for_end());
      check_hung_up(handler, state);
    }
  }

  TEST_BOTH_WAYS("the completion waits for the terminal call, however long the handler takes") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    Dialer* dialer = program.with([](Dialer& its) { return &its; });
    for (const State state : {State::kOpenPort, State::kConnectDevice, State::kAuthProject}) {
      CAPTURE(state_name(state));
      Handler handler;
      std::promise<unsigned> completed;
      handler.act_in(state, [&](const Notification& notification) {
        dialer->hang_up(notification.connection,
                        [&](const Result<>&) { completed.set_value(handler.ends()); });
      });
      handler.hold_in(state);
      REQUIRE(program.dial("line0", handler, kGood));
      REQUIRE(handler.wait_for(state));
      // Both are on their way now.
      Program looker(lab.dialer_options());
      REQUIRE(eventually([&] { return looker.connections() == 0; }));
      handler.release();
      CHECK(take(completed.get_future(), "the completion of a hang-up") == 1);
    }
  }

  TEST_BOTH_WAYS("a redial inside the completion works") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    Dialer* dialer = program.with([](Dialer& its) { return &its; });
    ConnectionId id = program.connect("line0");
    for (int round = 0; round < 5; ++round) {
      const Handler again;
      std::promise<Result<ConnectionId>> redialled;
      program.with([&](Dialer&) {
        dialer->hang_up(id, [&](const Result<>&) {
          redialled.set_value(dialer->dial({.entry = "line0"}, again.callable()));
        });
      });
      const auto next = take(redialled.get_future(), "the completion of a hang-up");
      REQUIRE(next);
      CHECK(*next > id);
      REQUIRE(again.wait_for_end());
      CHECK(again.last()->state == State::kConnected);
      id = *next;
    }
    CHECK(program.hang_up(id));
  }

  TEST_BOTH_WAYS("a child that was forked while the line was up does not keep the line") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const ConnectionId id = program.connect("line0");
    const Child child([] { return true; });
    CHECK(program.hang_up(id));
    CHECK(lab.is_free());
    CHECK(program.hang_up(program.connect("line0")));
  }

  TEST_BOTH_WAYS("a hang-up right behind dial() ends it before or after its first state") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const Handler handler;
    std::promise<unsigned> completed;
    program.with([&](Dialer& dialer) {
      const auto id = dialer.dial({.entry = "line0"}, handler.callable());
      REQUIRE(id);
      dialer.hang_up(*id, [&](const Result<>&) { completed.set_value(handler.ends()); });
      CHECK(handler.calls().empty());
    });
    CHECK(take(completed.get_future(), "the completion of a hang-up") == 1);
    CHECK(handler.error().code == ErrorCode::kUserDisconnection);
    CHECK(lab.is_free());
  }

  TEST_BOTH_WAYS("a hang-up while the modem dials aborts the dial at once") {
    LabOptions options;
    options.numbers = {"5550001=connect 33600 delay=60s"};
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = program.dial("line0", handler, "5550001");
    REQUIRE(id);
    REQUIRE(eventually([&] { return lab.calls() == 1; }));
    CHECK(program.hang_up(*id));
    check_hung_up(handler, State::kConnectDevice);
    CHECK(lab.is_free());
    CHECK(program.hang_up(program.connect("line0")));
  }

  TEST_BOTH_WAYS("hanging up twice is hanging up once, and both complete") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const ConnectionId id = program.connect("line0");
    auto first = program.start_hang_up(id);
    auto second = program.start_hang_up(id);
    CHECK(take(std::move(first), "the first completion"));
    CHECK(take(std::move(second), "the second completion"));
    CHECK(program.hang_up(id));  // it has ended by now
    CHECK(lab.is_free());
  }

  TEST_BOTH_WAYS("the id of an ended connection answers with its reason; one never given is 6") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const Handler handler;
    const auto busy = program.dial("line0", handler, "5557700");
    REQUIRE(busy);
    REQUIRE(handler.wait_for_end());
    const ConnectionId id = program.connect("line0");
    CHECK(program.hang_up(id));
    program.with([&](Dialer& dialer) {
      const auto status = dialer.status(id);
      REQUIRE(status);
      CHECK(status->state == State::kDisconnected);
      CHECK(status->error.code == ErrorCode::kUserDisconnection);
      CHECK(status->references == 0);
      CHECK(dialer.status(*busy)->error.code == ErrorCode::kLineBusy);
      CHECK(dialer.statistics(id));
      CHECK(dialer.connections()->empty());
      const ConnectionId unknown{999};
      CHECK(dialer.status(unknown).error().code == ErrorCode::kInvalidHandle);
      CHECK(dialer.statistics(unknown).error().code == ErrorCode::kInvalidHandle);
      CHECK(dialer.hang_up(unknown).error().code == ErrorCode::kInvalidHandle);
    });
    const auto refused = program.hang_up({999});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kInvalidHandle);
  }

  TEST_BOTH_WAYS("a synchronous hang-up returns when the line is free") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const ConnectionId id = program.connect("line0");
    CHECK(program.with([&](Dialer& dialer) { return dialer.hang_up(id); }));
    CHECK(lab.is_free());
  }

  TEST_BOTH_WAYS("disconnect by name closes the line; a name that is not connected is 618") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    program.connect("line0");
    program.with([&](Dialer& dialer) {
      const auto closed = dialer.disconnect("line0");
      REQUIRE(closed);
      CHECK(closed->closed);
      CHECK(closed->holders.empty());
      const auto again = dialer.disconnect("line0");
      REQUIRE_FALSE(again);
      CHECK(again.error().code == ErrorCode::kPortNotOpen);
    });
    CHECK(lab.is_free());
  }

  TEST_BOTH_WAYS("a modem that only the escape hangs up is on hook before the completion") {
    LabOptions options;
    options.line.no_dtr = true;
    // S12 counts fiftieths of a second.
    options.modem =
        "init = [\"ATZ\", \"ATE0\", \"ATS12=5\"]\nhang_up = \"escape\"\nguard_time = \"200ms\"\n";
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const ConnectionId id = program.connect("line0");
    CHECK(program.hang_up(id));
    CHECK_FALSE(
        lab.on_line(0, [](const simulator::SimulatedLine& line) { return line.is_off_hook(); }));
    CHECK(lab.is_free());
  }
}

}  // namespace dial::conformance
