// DESIGN 2, rules 2, 4 and 7: threads, loops and Dialers that end in the middle of a dial.
#include <uv.h>

#include "conformance/both_ways.hpp"
#include "conformance/ending_program.hpp"

namespace dial::conformance {
namespace {

using std::chrono::milliseconds;

const std::string kSlow = "5550003";

LabOptions two_lines() {
  LabOptions options;
  options.lines = 2;
  options.numbers = {kSlow + "=connect 33600 delay=60s"};
  options.line.peer.require = ppp::AuthenticationMethod::kChapMd5;
  return options;
}

}  // namespace

TEST_SUITE("conformance: lifetime") {
  TEST_BOTH_WAYS("a thread that ends in any state loses its line within the handler limit") {
    Lab lab(Way::kDirect, two_lines());
    Program other(lab.dialer_options());
    Handler dialling;  // goes on all the time
    const auto others = other.dial("line1", dialling, kSlow);
    REQUIRE(others);
    std::vector<std::optional<State>> ends(std::begin(kDialStates), std::end(kDialStates) - 1);
    ends.insert(ends.begin(), std::nullopt);
    for (const auto& last : ends) {
      CAPTURE((last ? state_name(*last) : "behind dial()"));
      const Handler handler;
      EndingProgram ended(lab.dialer_options(),
                          {.entry = "line0", .handler_limit = milliseconds(300)}, handler, last);
      const auto begin = std::chrono::steady_clock::now();
      CHECK(eventually([&] { return other.can_dial(lab); }));
      CHECK(std::chrono::steady_clock::now() - begin < milliseconds(8000));
      // Somebody else may have the line before anything is destroyed.
      CHECK(other.hang_up(other.connect("line0")));
      CHECK(handler.ends() == 0);
      CHECK(ended.clean_up());
      CHECK(handler.ends() == 0);
    }
    CHECK(dialling.last()->state == State::kConnectDevice);
    CHECK(other.hang_up(*others));
  }

  TEST_BOTH_WAYS("the thread that has joined another one may destroy its Dialer in any state") {
    Lab lab(Way::kDirect, two_lines());
    Program looker(lab.dialer_options());
    for (const State last : kDialStates) {
      CAPTURE(state_name(last));
      const Handler handler;
      EndingProgram ended(lab.dialer_options(), {.entry = "line0"}, handler, last);
      CHECK(ended.clean_up());
      CHECK(eventually([&] { return looker.can_dial(lab); }));
      CHECK(handler.ends() == 0);
    }
  }

  TEST_BOTH_WAYS("a connection that is up stays when its thread has ended") {
    Lab lab(Way::kDirect, two_lines());
    Program looker(lab.dialer_options());
    const Handler handler;
    EndingProgram ended(lab.dialer_options(),
                        {.entry = "line0", .handler_limit = milliseconds(300)}, handler,
                        State::kConnected);
    CHECK(ended.clean_up());
    const ConnectionId id = handler.last()->connection;
    CHECK(looker.with([&](Dialer& dialer) { return dialer.status(id); })->state ==
          State::kConnected);
    CHECK(looker.hang_up(id));
  }

  TEST_BOTH_WAYS("a Dialer may be destroyed inside its handler, in any state and at the end") {
    Lab lab(Way::kDirect, two_lines());
    Program looker(lab.dialer_options());
    for (const State state : kDialStates) {
      CAPTURE(state_name(state));
      Program program(lab.dialer_options());
      Handler handler;
      handler.act_in(state, [&](const Notification&) { program.destroy_here(); });
      REQUIRE(program.dial("line0", handler, kGood));
      REQUIRE(handler.wait_for(state));
      CHECK(program.end());
      CHECK(eventually([&] { return looker.can_dial(lab); }));
      CHECK(handler.last()->state == state);
    }
    Program program(lab.dialer_options());
    Handler handler;
    handler.act_in(State::kConnected, [&](const Notification&) { program.destroy_here(); });
    const auto id = program.dial("line0", handler, kGood);
    REQUIRE(id);
    REQUIRE(handler.wait_for_end());
    CHECK(program.end());
    CHECK(looker.hang_up(*id));
  }

  TEST_BOTH_WAYS("a Dialer may be destroyed inside the completion of a hang-up, and inside watch") {
    Lab lab(Way::kDirect, two_lines());
    Program looker(lab.dialer_options());
    for (const bool in_watch : {false, true}) {
      CAPTURE(in_watch);
      Program program(lab.dialer_options());
      const ConnectionId id = program.connect("line0");
      std::promise<void> called;
      program.with([&](Dialer& dialer) {
        const auto destroy = [&] {
          program.destroy_here();
          called.set_value();
        };
        if (in_watch) {
          CHECK(dialer.watch([destroy](const WatchEvent&) { destroy(); }));
        } else {
          CHECK(dialer.hang_up(id, [destroy](const Result<>&) { destroy(); }));
        }
      });
      take(called.get_future(), "the call of a handler");
      CHECK(program.end());
      if (in_watch) CHECK(looker.hang_up(id));
      CHECK(lab.is_free(0));
    }
  }

  TEST_BOTH_WAYS("a Dialer may be moved in any state, inside its handler too") {
    Lab lab(Way::kDirect, two_lines());
    Program program(lab.dialer_options());
    Dialer* dialer = program.with([](Dialer& its) { return &its; });
    Handler handler;
    for (const State state : kDialStates) {
      handler.act_in(state, [&](const Notification& notification) {
        Dialer moved = std::move(*dialer);
        CHECK(moved.status(notification.connection));
        *dialer = std::move(moved);
      });
    }
    const auto id = program.dial("line0", handler, kGood);
    REQUIRE(id);
    REQUIRE(handler.wait_for_end());
    CHECK(handler.ends() == 1);
    CHECK(handler.last()->state == State::kConnected);
    CHECK(program.hang_up(*id));
  }

  TEST_BOTH_WAYS("a Dialer that takes another's place lets go of its own dial") {
    Lab lab(Way::kDirect, two_lines());
    Program program(lab.dialer_options());
    const Handler handler;
    REQUIRE(program.dial("line0", handler, kSlow));
    REQUIRE(eventually([&] { return lab.calls(0) == 1; }));
    program.with([&](Dialer& dialer) {
      auto next = Dialer::create(program.loop(), lab.dialer_options());
      REQUIRE(next);
      dialer = std::move(*next);
    });
    CHECK(eventually([&] { return program.can_dial(lab); }));
    CHECK(handler.ends() == 0);
    CHECK(program.hang_up(program.connect("line0")));
  }

  TEST_BOTH_WAYS("a loop with a Dialer on it is not closed, and nothing is lost by trying") {
    Lab lab(Way::kDirect, two_lines());
    Program program(lab.dialer_options());
    std::vector<int> outcomes;
    Handler handler;
    for (const State state : kDialStates) {
      handler.act_in(
          state, [&](const Notification&) { outcomes.push_back(uv_loop_close(program.loop())); });
    }
    const auto id = program.dial("line0", handler, kGood);
    REQUIRE(id);
    REQUIRE(handler.wait_for_end());
    CHECK(outcomes == std::vector<int>(std::size(kDialStates), UV_EBUSY));
    CHECK(handler.last()->state == State::kConnected);
    CHECK(program.hang_up(*id));
  }

  TEST_BOTH_WAYS(
      "a dial inside a handler is refused to every Dialer of that thread, and to none elsewhere") {
    Lab lab(Way::kDirect, two_lines());
    Program program(lab.dialer_options());
    Program other(lab.dialer_options());
    std::optional<Dialer> second;
    program.with(
        [&](Dialer&) { second.emplace(*Dialer::create(program.loop(), lab.dialer_options())); });
    std::vector<ErrorCode> codes;
    std::optional<ConnectionId> others;
    Handler handler;
    handler.act_in(State::kConnectDevice, [&](const Notification&) {
      const Handler nobody;
      for (const auto& id :
           {second->dial({.entry = "line1"}, nobody.callable()), second->dial({.entry = "line1"})})
        codes.push_back(id ? ErrorCode::kSuccess : id.error().code);
      others = other.connect("line1");
    });
    const auto id = program.dial("line0", handler, kGood);
    REQUIRE(id);
    REQUIRE(handler.wait_for_end());
    CHECK(codes == std::vector{ErrorCode::kInvalidParameter, ErrorCode::kInvalidParameter});
    REQUIRE(others);
    CHECK(other.hang_up(*others));
    CHECK(program.hang_up(*id));
    program.with([&](Dialer&) { second.reset(); });
  }

  TEST_BOTH_WAYS("without a loop every asynchronous member is refused, and says so") {
    Lab lab(Way::kDirect);
    auto dialer = Dialer::create(nullptr, lab.dialer_options());
    REQUIRE(dialer);
    const Handler handler;
    const auto id = dialer->dial({.entry = "line0"}, handler.callable());
    REQUIRE_FALSE(id);
    CHECK(id.error().code == ErrorCode::kInvalidParameter);
    bool completed = false;
    const auto hung_up = dialer->hang_up({1}, [&](const Result<>&) { completed = true; });
    REQUIRE_FALSE(hung_up);
    CHECK(hung_up.error().code == ErrorCode::kInvalidParameter);
    const auto watched = dialer->watch([](const WatchEvent&) {});
    REQUIRE_FALSE(watched);
    CHECK(watched.error().code == ErrorCode::kInvalidParameter);
    const auto cancelled = dialer->cancel({1}, Cancel::kWait);
    REQUIRE_FALSE(cancelled);
    CHECK(cancelled.error().code == ErrorCode::kInvalidHandle);
    CHECK(handler.calls().empty());
    CHECK_FALSE(completed);
    CHECK(lab.calls() == 0);
  }
}

}  // namespace dial::conformance
