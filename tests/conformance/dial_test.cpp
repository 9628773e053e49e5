// DESIGN 2, rules 1, 7, 9 and 10: how a dial begins, who owns it, and who else holds the line.
#include "conformance/both_ways.hpp"

namespace dial::conformance {
namespace {

bool is_up(Program& program, ConnectionId id) {
  const auto status = program.with([&](Dialer& dialer) { return dialer.status(id); });
  return status && status->state == State::kConnected;
}

unsigned references(Program& program, ConnectionId id) {
  return program.with([&](Dialer& dialer) { return dialer.status(id); })->references;
}

}  // namespace

TEST_SUITE("conformance: dial") {
  TEST_BOTH_WAYS("a dial inside a handler is refused, with and without a handler of its own") {
    LabOptions options;
    options.lines = 2;
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    Dialer* dialer = program.with([](Dialer& its) { return &its; });
    Handler handler;
    const Handler nobody;
    std::vector<ErrorCode> codes;
    handler.act_in(State::kConnectDevice, [&](const Notification&) {
      const auto one = dialer->dial({.entry = "line1"}, nobody.callable());
      const auto two = dialer->dial({.entry = "line1"});
      for (const auto& id : {one, two})
        codes.push_back(id ? ErrorCode::kSuccess : id.error().code);
    });
    const auto id = program.dial("line0", handler, kGood);
    REQUIRE(id);
    REQUIRE(handler.wait_for_end());
    CHECK(codes == std::vector{ErrorCode::kInvalidParameter, ErrorCode::kInvalidParameter});
    CHECK(nobody.calls().empty());
    CHECK(lab.calls(1) == 0);
    CHECK(handler.last()->state == State::kConnected);
    CHECK(program.hang_up(*id));
    CHECK(program.hang_up(program.connect("line1")));  // and afterwards it may
  }

  TEST_BOTH_WAYS("an entry that is being dialled cannot be dialled") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    Program other(lab.dialer_options());
    Handler handler;
    handler.hold_in(State::kConnectDevice);
    const auto id = program.dial("line0", handler, kGood);
    REQUIRE(id);
    REQUIRE(handler.wait_for(State::kConnectDevice));
    const Handler second;
    const auto refused = other.dial("line0", second, kGood);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kDialAlreadyInProgress);
    handler.release();
    REQUIRE(handler.wait_for_end());
    CHECK(handler.last()->state == State::kConnected);
    CHECK(second.calls().empty());
    CHECK(program.hang_up(*id));
  }

  TEST_BOTH_WAYS("dialling an entry that is up adds a reference, and each is hung up by itself") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    Program other(lab.dialer_options());
    const ConnectionId id = program.connect("line0");
    const Handler handler;
    const auto second = other.dial("line0", handler, kGood);
    REQUIRE(second);
    CHECK(*second == id);
    REQUIRE(handler.wait_for_end());
    CHECK(names(handler.states()) == "Connected");
    CHECK(handler.calls().front().thread == other.thread());
    CHECK_FALSE(handler.calls().front().is_inside_dial);
    CHECK(lab.calls() == 1);
    CHECK(references(program, id) == 2);
    CHECK(other.hang_up(id));
    CHECK(is_up(program, id));
    CHECK(references(program, id) == 1);
    CHECK(program.hang_up(id));
    CHECK(lab.is_free());
    CHECK(handler.ends() == 1);
  }

  TEST_BOTH_WAYS("the same Dialer may hold a connection twice, with a handler for each") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const ConnectionId first = program.connect("line0");
    CHECK(program.connect("line0") == first);
    CHECK(references(program, first) == 2);
    CHECK(program.hang_up(first));
    CHECK_FALSE(lab.is_free());
    CHECK(program.hang_up(first));
    CHECK(lab.is_free());
  }

  TEST_BOTH_WAYS("force closes a line whatever the references") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const ConnectionId id = program.connect("line0");
    program.connect("line0");
    program.connect("line0");
    CHECK(program.hang_up(id, true));
    CHECK(lab.is_free());
  }

  TEST_BOTH_WAYS("disconnect releases all references of the caller") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    program.connect("line0");
    program.connect("line0");
    const auto outcome = program.with([](Dialer& dialer) { return dialer.disconnect("line0"); });
    REQUIRE(outcome);
    CHECK(outcome->closed);
    CHECK(lab.is_free());
  }

  TEST_BOTH_WAYS("a dial without a handler returns when the connection is up, or has failed") {
    Lab lab(Way::kDirect);
    auto dialer = Dialer::create(nullptr, lab.dialer_options());  // a thread without a loop
    REQUIRE(dialer);
    const auto id = dialer->dial({.entry = "line0"});
    REQUIRE(id);
    CHECK(dialer->status(*id)->state == State::kConnected);
    CHECK(dialer->hang_up(*id));
    CHECK(lab.is_free());
    const auto busy = dialer->dial({.entry = "line0", .number = "5557700"});
    REQUIRE_FALSE(busy);
    CHECK(busy.error().code == ErrorCode::kLineBusy);
    CHECK(busy.error().raw == "BUSY");
    CHECK(lab.is_free());
    CHECK(dialer->dial({.entry = "nowhere"}).error().code == ErrorCode::kCannotFindPhonebookEntry);
  }

  TEST_BOTH_WAYS("a handler limit is a millisecond to a day, and any other is refused") {
    using namespace std::chrono_literals;
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    for (const std::chrono::milliseconds limit : {-1ms, 0ms, 24h + 1ms}) {
      CAPTURE(limit.count());
      const Handler handler;
      const auto refused = program.dial({.entry = "line0", .handler_limit = limit}, handler);
      REQUIRE(!refused);
      CHECK(refused.error().code == ErrorCode::kInvalidParameter);
      CHECK(refused.error().context.find("handler_limit") != std::string::npos);
    }
    CHECK(lab.calls() == 0);
  }

  TEST_BOTH_WAYS("a detached dial is accepted at once and outlives nobody's patience") {
    LabOptions options;
    options.numbers = {"5550002=connect 33600 delay=300ms"};
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const auto id = program.with([](Dialer& dialer) {
      return dialer.dial({.entry = "line0", .number = "5550002", .detached = true});
    });
    REQUIRE(id);
    CHECK_FALSE(is_up(program, *id));
    CHECK(eventually([&] { return is_up(program, *id); }));
    CHECK(program.hang_up(*id));
    const auto refused = program.dial({.entry = "line0", .detached = true}, Handler());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kInvalidParameter);
  }

  TEST_BOTH_WAYS("destroying the Dialer in any state ends its dial without a call") {
    LabOptions options;
    options.line.peer.require = ppp::AuthenticationMethod::kChapMd5;
    Lab lab(Way::kDirect, options);
    Program looker(lab.dialer_options());
    for (const State state :
         {State::kOpenPort, State::kPortOpened, State::kConnectDevice, State::kDeviceConnected,
          State::kAuthenticate, State::kAuthNotify, State::kAuthProject, State::kProjected}) {
      CAPTURE(state_name(state));
      Handler handler;
      Program program(lab.dialer_options());
      handler.hold_in(state);
      REQUIRE(program.dial("line0", handler, kGood));
      REQUIRE(handler.wait_for(state));
      // The Dialer goes when the handler has returned; the loop may deliver one more call before.
      auto gone = program.start_destroying();
      handler.release();
      take(std::move(gone), "the end of a Dialer");
      if (handler.has_ended()) {  // Connected was that call: the dial was finished
        CHECK(state == State::kProjected);
        CHECK(looker.hang_up(handler.last()->connection));
        continue;
      }
      CHECK(eventually([&] { return lab.is_free(); }));
      CHECK(program.end());
      CHECK(handler.ends() == 0);
      CHECK(eventually([&] { return looker.connections() == 0; }));
    }
    CHECK(looker.hang_up(looker.connect("line0")));
  }

  TEST_BOTH_WAYS("an established connection outlives its Dialer while its manager lives") {
    LabOptions options;
    options.lines = 2;
    Lab lab(Way::kDirect, options);
    Program looker(lab.dialer_options());
    ConnectionId id;
    {
      Program program(lab.dialer_options());
      id = program.connect("line0");
    }
    // A whole dial on the other line is time enough for whatever the Dialer left behind.
    CHECK(looker.hang_up(looker.connect("line1")));
    CHECK(is_up(looker, id));
    CHECK_FALSE(lab.is_free());
    CHECK(looker.hang_up(id));
    CHECK(lab.is_free());
  }

  TEST_CASE("the last Dialer of a process hangs up what it dialled in process") {
    Lab lab(InProcess::kDirect);
    {
      Program program(lab.dialer_options());
      program.connect("line0");
    }
    CHECK(lab.is_free());
    Program next(lab.dialer_options());
    CHECK(next.hang_up(next.connect("line0")));
  }

  TEST_CASE("the daemon keeps a connection when no client is left") {
    Lab lab(ThroughDaemon::kDirect);
    ConnectionId id;
    {
      Program program(lab.dialer_options());
      id = program.connect("line0");
    }
    CHECK_FALSE(lab.is_free());
    Program next(lab.dialer_options());
    CHECK(is_up(next, id));
    CHECK(next.hang_up(id));
    CHECK(lab.is_free());
  }
}

}  // namespace dial::conformance
