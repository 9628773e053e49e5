// DESIGN 2, rule 5: the handler kinds of RAS, and the verdict that ends the notifications.
#include <cerrno>

#include "conformance/both_ways.hpp"

namespace dial::conformance {
namespace {

// Writes down what it gets; says "no more" in one state.
NotificationHandler ending_in(State last, const Handler& handler) {
  return [last, inner = handler.callable()](const Notification& notification) {
    inner(notification);
    return notification.state == last ? Verdict::kNoMore : Verdict::kContinue;
  };
}

Result<ConnectionId> dial(Program& program, const DialParameters& parameters,
                          const NotificationHandler& handler) {
  return program.with([&](Dialer& dialer) { return dialer.dial(parameters, handler); });
}

std::optional<State> state_of(Program& program, ConnectionId id) {
  const auto status = program.with([&](Dialer& dialer) { return dialer.status(id); });
  return status ? std::optional(status->state) : std::nullopt;
}

}  // namespace

TEST_SUITE("conformance: verdict") {
  TEST_BOTH_WAYS("after \"no more\" in any state the dial goes on unheld, and nothing is told") {
    Lab lab(Way::kDirect, with_password());
    Program program(lab.dialer_options());
    Program looker(lab.dialer_options());
    for (const State state : kDialStates) {
      CAPTURE(state_name(state));
      const Handler handler;
      const auto id = dial(program, {.entry = "line0"}, ending_in(state, handler));
      REQUIRE(id);
      REQUIRE(eventually([&] { return state_of(looker, *id) == State::kConnected; }));
      // Whatever was on its way is delivered before the loop answers again.
      program.with([](Dialer& dialer) { return dialer.connections(); });
      CHECK(handler.ends() == 0);
      CHECK(handler.last()->state == state);
      CHECK(program.hang_up(*id));
      CHECK(handler.last()->state == state);
      CHECK(lab.is_free());
    }
  }

  TEST_BOTH_WAYS("\"no more\" lifts the limit of the handler from the rest of the dial") {
    LabOptions options;
    options.numbers = {"5550002=connect 33600 delay=700ms"};
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = dial(
        program,
        {.entry = "line0", .number = "5550002", .handler_limit = std::chrono::milliseconds(300)},
        ending_in(State::kConnectDevice, handler));
    REQUIRE(id);
    CHECK(eventually([&] { return state_of(program, *id) == State::kConnected; }));
    CHECK(program.hang_up(*id));
  }

  TEST_BOTH_WAYS("a dial that fails after \"no more\" fails without a call") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = dial(program, {.entry = "line0", .number = "5557700"},
                         ending_in(State::kPortOpened, handler));
    REQUIRE(id);
    REQUIRE(eventually([&] { return state_of(program, *id) == State::kDisconnected; }));
    program.with([](Dialer& dialer) { return dialer.connections(); });
    CHECK(names(handler.states()) == "OpenPort PortOpened");
    CHECK(lab.is_free());
  }

  TEST_BOTH_WAYS("\"no more\" to a call with an error leaves out the terminal call") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = dial(program, {.entry = "line0", .number = "5557700"},
                         [inner = handler.callable()](const Notification& notification) {
                           inner(notification);
                           return notification.error ? Verdict::kNoMore : Verdict::kContinue;
                         });
    REQUIRE(id);
    REQUIRE(eventually([&] { return state_of(program, *id) == State::kDisconnected; }));
    const Handler next;  // by its end the first one's would have come
    REQUIRE(program.dial("line0", next, "5557700"));
    REQUIRE(next.wait_for_end());
    CHECK(names(handler.states()) == "OpenPort PortOpened ConnectDevice ConnectDevice");
  }

  TEST_BOTH_WAYS("after \"no more\" the dial still belongs to its Dialer until it is connected") {
    LabOptions options;
    options.numbers = {"5550003=connect 33600 delay=60s"};
    Lab lab(Way::kDirect, options);
    Program looker(lab.dialer_options());
    Program program(lab.dialer_options());
    const Handler handler;
    REQUIRE(dial(program, {.entry = "line0", .number = "5550003"},
                 ending_in(State::kConnectDevice, handler)));
    REQUIRE(eventually([&] { return lab.calls() == 1; }));
    CHECK_FALSE(lab.is_free());
    program.destroy_dialer();
    CHECK(eventually([&] { return looker.can_dial(lab); }));
    CHECK(looker.hang_up(looker.connect("line0")));
  }

  TEST_BOTH_WAYS("a connection made after \"no more\" outlives its Dialer") {
    Lab lab(Way::kDirect);
    Program looker(lab.dialer_options());
    ConnectionId id;
    {
      Program program(lab.dialer_options());
      const std::size_t at_rest = program.live_handles();
      const Handler handler;
      const auto dialled =
          dial(program, {.entry = "line0"}, ending_in(State::kConnectDevice, handler));
      REQUIRE(dialled);
      id = *dialled;
      CHECK(program.live_handles() > at_rest);
      REQUIRE(eventually([&] { return state_of(looker, id) == State::kConnected; }));
      // Its Dialer has heard so, too: one that has not would hang up.
      REQUIRE(eventually([&] { return program.live_handles() == at_rest; }));
    }
    CHECK(state_of(looker, id) == State::kConnected);
    CHECK(looker.hang_up(id));
  }

  TEST_BOTH_WAYS("a hang-up after \"no more\" completes, and completes without a call") {
    LabOptions options;
    options.numbers = {"5550003=connect 33600 delay=60s"};
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const Handler handler;
    const auto id = dial(program, {.entry = "line0", .number = "5550003"},
                         ending_in(State::kConnectDevice, handler));
    REQUIRE(id);
    REQUIRE(eventually([&] { return lab.calls() == 1; }));
    CHECK(program.hang_up(*id));
    CHECK(lab.is_free());
    CHECK(names(handler.states()) == "OpenPort PortOpened ConnectDevice");
  }

  TEST_BOTH_WAYS("what the handler holds is let go of when it wants no more") {
    LabOptions options;
    options.numbers = {"5550003=connect 33600 delay=60s"};
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    auto held = std::make_shared<int>();
    const std::weak_ptr<int> watched = held;
    const auto id = program.with([&](Dialer& dialer) {
      return dialer.dial({.entry = "line0", .number = "5550003"},
                         [kept = std::move(held)](const Notification& notification) {
                           return notification.state == State::kPortOpened ? Verdict::kNoMore
                                                                           : Verdict::kContinue;
                         });
    });
    REQUIRE(id);
    REQUIRE(eventually([&] { return lab.calls() == 1; }));
    CHECK(watched.expired());
    CHECK(program.hang_up(*id));
  }

  TEST_BOTH_WAYS("each kind of handler of RAS hears of the same dial the same") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    struct Heard {
      std::vector<State> states;
      ErrorCode last{};
      std::promise<void> ended;
      void take(State state, ErrorCode code) {
        states.push_back(state);
        last = code;
        if (is_terminal(state)) ended.set_value();
      }
    };
    for (int kind = 0; kind < 3; ++kind) {
      CAPTURE(kind);
      Heard heard;
      bool is_same_id = true;
      ConnectionId told;
      const NotificationHandler kinds[] = {
          notify([&](State state, ErrorCode code) { heard.take(state, code); }),
          notify([&](ConnectionId id, State state, ErrorCode code, std::uint32_t) {
            is_same_id = is_same_id && (told == ConnectionId{} || told == id);
            told = id;
            heard.take(state, code);
          }),
          notify(
              [&](std::uintptr_t context, std::uint32_t link, ConnectionId, State state,
                  ErrorCode code, std::uint32_t) {
                CHECK(context == 99);
                CHECK(link == 1);
                heard.take(state, code);
                return Verdict::kContinue;
              },
              99),
      };
      const auto id = dial(program, {.entry = "line0", .number = "5557700"}, kinds[kind]);
      REQUIRE(id);
      take(heard.ended.get_future(), "the terminal call");
      CHECK(names(heard.states) == "OpenPort PortOpened ConnectDevice ConnectDevice Disconnected");
      CHECK(heard.last == ErrorCode::kLineBusy);
      CHECK(is_same_id);
      CHECK((kind != 1 || told == *id));
    }
  }

  TEST_BOTH_WAYS(
      "the extended error is errno where the system refused, and 0 in every other call") {
    LabOptions options;
    options.profiles["gone"] =
        "number = \"1\"\ndatapath = \"memory\"\n[line]\ndevice = \"/dev/no-such-line\"\n";
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const auto extended_of = [&](const DialParameters& parameters) {
      std::vector<std::uint32_t> all;  // of the calls with an error
      std::promise<void> ended;
      const auto id =
          dial(program, parameters,
               notify([&](ConnectionId, State state, ErrorCode code, std::uint32_t more) {
                 if (code == ErrorCode::kSuccess) CHECK(more == 0);
                 if (code != ErrorCode::kSuccess) all.push_back(more);
                 if (is_terminal(state)) ended.set_value();
               }));
      REQUIRE(id);
      take(ended.get_future(), "the terminal call");
      return all;
    };
    CHECK(extended_of({.entry = "gone"}) == std::vector<std::uint32_t>{ENOENT, ENOENT});
    CHECK(extended_of({.entry = "line0", .number = "5557700"}) == std::vector<std::uint32_t>{0, 0});
  }
}

}  // namespace dial::conformance
