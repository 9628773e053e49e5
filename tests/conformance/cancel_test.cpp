// DESIGN 3: a dial that is cancelled, with and without waiting for it.
#include "conformance/both_ways.hpp"

namespace dial::conformance {
namespace {

const std::string kSlow = "5550003";

LabOptions options() {
  LabOptions made;
  made.numbers = {kSlow + "=connect 33600 delay=60s"};
  made.line.peer.require = ppp::AuthenticationMethod::kChapMd5;
  return made;
}

void check_cancelled(const Handler& handler, State last) {
  CHECK(handler.ends() == 1);
  REQUIRE(handler.last());
  CHECK(handler.last()->state == State::kDisconnected);
  CHECK(handler.error().code == ErrorCode::kUserDisconnection);
  const auto states = handler.states();
  REQUIRE(states.size() >= 2);
  CHECK(state_name(states[states.size() - 2]) == state_name(last));
}

}  // namespace

TEST_SUITE("conformance: cancel") {
  TEST_BOTH_WAYS("cancelled inside the handler in any state, a dial ends with one call, 631") {
    Lab lab(Way::kDirect, options());
    Program program(lab.dialer_options());
    Program looker(lab.dialer_options());
    Dialer* dialer = program.with([](Dialer& its) { return &its; });
    for (const Cancel how : {Cancel::kWait, Cancel::kAbandon}) {
      for (const State state : kDialStates) {
        CAPTURE(static_cast<int>(how));
        CAPTURE(state_name(state));
        Handler handler;
        std::optional<Result<>> outcome;
        handler.act_in(state, [&](const Notification& notification) {
          outcome = dialer->cancel(notification.connection, how);
          CHECK(handler.ends() == 0);
        });
        REQUIRE(program.dial("line0", handler, kGood));
        REQUIRE(handler.wait_for_end());
        CHECK(outcome.value());
        CHECK(eventually([&] { return looker.connections() == 0; }));
        CHECK(lab.is_free());
        check_cancelled(handler, state);
      }
    }
    CHECK(program.hang_up(program.connect("line0")));
  }

  TEST_BOTH_WAYS("cancelled while a step is under way, a dial ends with one call, 631") {
    Lab lab(Way::kDirect, options());
    Program program(lab.dialer_options());
    std::uint64_t calls = 0;
    for (const Cancel how : {Cancel::kWait, Cancel::kAbandon}) {
      const Handler handler;
      const auto id = program.dial("line0", handler, kSlow);
      REQUIRE(id);
      ++calls;
      REQUIRE(eventually([&] { return lab.calls() == calls; }));
      program.with([&](Dialer& dialer) {
        CHECK(dialer.cancel(*id, how));
        CHECK(handler.ends() == 0);  // from the loop, not from here
      });
      REQUIRE(handler.wait_for_end());
      if (how == Cancel::kWait) CHECK(lab.is_free());  // it was waited for
      CHECK(eventually([&] { return program.can_dial(lab); }));
      check_cancelled(handler, State::kConnectDevice);
    }
  }

  TEST_BOTH_WAYS("cancelled right behind dial(), a dial ends with one call") {
    Lab lab(Way::kDirect, options());
    Program program(lab.dialer_options());
    for (const Cancel how : {Cancel::kWait, Cancel::kAbandon}) {
      const Handler handler;
      program.with([&](Dialer& dialer) {
        const auto id = dialer.dial({.entry = "line0"}, handler.callable());
        REQUIRE(id);
        CHECK(dialer.cancel(*id, how));
        CHECK(handler.calls().empty());
      });
      REQUIRE(handler.wait_for_end());
      CHECK(handler.error().code == ErrorCode::kUserDisconnection);
      CHECK(eventually([&] { return program.can_dial(lab); }));
      CHECK(handler.ends() == 1);
    }
  }

  TEST_BOTH_WAYS("cancelled twice, and in both ways, a dial still ends once") {
    Lab lab(Way::kDirect, options());
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = program.dial("line0", handler, kSlow);
    REQUIRE(id);
    REQUIRE(eventually([&] { return lab.calls() == 1; }));
    program.with([&](Dialer& dialer) {
      CHECK(dialer.cancel(*id, Cancel::kWait));
      CHECK(dialer.cancel(*id, Cancel::kAbandon));
      CHECK(dialer.cancel(*id, Cancel::kAbandon));
    });
    REQUIRE(handler.wait_for_end());
    CHECK(eventually([&] { return lab.is_free(); }));
    CHECK(handler.ends() == 1);
  }

  TEST_BOTH_WAYS("an abandoned dial can be hung up, and its completion comes behind its end") {
    Lab lab(Way::kDirect, options());
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = program.dial("line0", handler, kSlow);
    REQUIRE(id);
    REQUIRE(eventually([&] { return lab.calls() == 1; }));
    std::promise<unsigned> completed;
    program.with([&](Dialer& dialer) {
      CHECK(dialer.cancel(*id, Cancel::kAbandon));
      CHECK(dialer.hang_up(*id, [&](const Result<>&) { completed.set_value(handler.ends()); }));
    });
    CHECK(take(completed.get_future(), "the completion of a hang-up") == 1);
    CHECK(lab.is_free());
  }

  TEST_BOTH_WAYS("an id that is no dial of this Dialer is 6, and nothing happens to it") {
    Lab lab(Way::kDirect, options());
    Program program(lab.dialer_options());
    Program other(lab.dialer_options());
    const auto cancel = [](Program& from, ConnectionId id, Cancel how) {
      const auto result = from.with([&](Dialer& dialer) { return dialer.cancel(id, how); });
      return result ? ErrorCode::kSuccess : result.error().code;
    };
    const Handler handler;
    const auto dialling = program.dial("line0", handler, kSlow);
    REQUIRE(dialling);
    for (const Cancel how : {Cancel::kWait, Cancel::kAbandon}) {
      CHECK(cancel(program, {999}, how) == ErrorCode::kInvalidHandle);
      CHECK(cancel(other, *dialling, how) == ErrorCode::kInvalidHandle);
    }
    CHECK(handler.ends() == 0);
    CHECK(program.hang_up(*dialling));
    const ConnectionId id = program.connect("line0");
    for (const Cancel how : {Cancel::kWait, Cancel::kAbandon}) {
      // It has been dialled: what is left of it is for hang_up().
      CHECK(cancel(program, id, how) == ErrorCode::kInvalidHandle);
    }
    CHECK(program.hang_up(id));
  }

  TEST_BOTH_WAYS("a Dialer that is destroyed behind an abandoned dial makes no call") {
    Lab lab(Way::kDirect, options());
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = program.dial("line0", handler, kSlow);
    REQUIRE(id);
    REQUIRE(eventually([&] { return lab.calls() == 1; }));
    program.with([&](Dialer& dialer) {
      CHECK(dialer.cancel(*id, Cancel::kAbandon));
      program.destroy_here();
    });
    CHECK(program.end());
    CHECK(eventually([&] { return lab.is_free(); }));
    CHECK(handler.ends() == 0);
  }

  TEST_BOTH_WAYS("a dial whose handler wants no more can be cancelled, without a call") {
    Lab lab(Way::kDirect, options());
    Program program(lab.dialer_options());
    std::uint64_t calls = 0;
    for (const Cancel how : {Cancel::kWait, Cancel::kAbandon}) {
      const Handler handler;
      const auto id = program.with([&](Dialer& dialer) {
        return dialer.dial({.entry = "line0", .number = kSlow},
                           [inner = handler.callable()](const Notification& notification) {
                             inner(notification);
                             return Verdict::kNoMore;
                           });
      });
      REQUIRE(id);
      ++calls;
      REQUIRE(eventually([&] { return lab.calls() == calls; }));
      CHECK(program.with([&](Dialer& dialer) { return dialer.cancel(*id, how); }));
      CHECK(eventually([&] { return program.can_dial(lab); }));
      program.with([](Dialer& dialer) { return dialer.connections(); });
      CHECK(names(handler.states()) == "OpenPort");
    }
  }
}

}  // namespace dial::conformance
