// What can be asked of a connection, while it lives and after it.
#include "conformance/both_ways.hpp"

namespace dial::conformance {
namespace {

template <class Member, class... Arguments>
auto ask(Program& program, Member member, Arguments... arguments) {
  return program.with([&](Dialer& dialer) { return (dialer.*member)(arguments...); });
}

}  // namespace

TEST_SUITE("conformance: records") {
  TEST_BOTH_WAYS("the final record of a connection is kept, by its id and by its entry") {
    LabOptions options;
    options.numbers = {"5550100=drop:100ms"};
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const auto never = ask(program, &Dialer::entry_status, "line0");
    REQUIRE_FALSE(never);
    CHECK(never.error().code == ErrorCode::kNoConnection);
    CHECK(ask(program, &Dialer::entry_status, "nobody").error().code ==
          ErrorCode::kCannotFindPhonebookEntry);

    const ConnectionId id = program.connect("line0", "5550100");
    REQUIRE(eventually([&] {
      const auto connections = ask(program, &Dialer::connections);
      return connections && connections->empty();
    }));
    const auto record = ask(program, &Dialer::entry_status, "line0");
    REQUIRE(record);
    CHECK(record->id == id);
    CHECK(record->state == State::kDisconnected);
    CHECK(record->error.code == ErrorCode::kLinkFailure);
    CHECK(record->error.layer == Layer::kModem);
    CHECK(record->error.raw == "NO CARRIER");
    CHECK(record->number == "5550100");
    const auto figures = ask(program, &Dialer::statistics, id);
    REQUIRE(figures);
    CHECK(figures->line_bytes_received > 0);
    CHECK(figures->connected.count() > 0);
    CHECK(figures->connected <= record->age);
    // Nothing of it moves any more.
    const ConnectionId next = program.connect("line0");
    CHECK(next.value > id.value);
    CHECK(ask(program, &Dialer::status, id)->age == record->age);
    CHECK(ask(program, &Dialer::statistics, id)->connected == figures->connected);
    CHECK(ask(program, &Dialer::entry_status, "line0")->id == next);
    CHECK(program.hang_up(next));
  }

  TEST_BOTH_WAYS("the projection is one record for each protocol, each with its own error") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    Handler handler;
    handler.hold_in(State::kConnectDevice);
    const auto id = program.dial("line0", handler, kGood);
    REQUIRE(id);
    REQUIRE(handler.wait_for(State::kConnectDevice));
    handler.release();
    REQUIRE(handler.wait_for_end());
    const auto records = ask(program, &Dialer::projection, *id);
    REQUIRE(records);
    REQUIRE(records->size() == 2);
    CHECK((*records)[0].protocol == 0xc021);
    CHECK_FALSE((*records)[0].error);
    CHECK((*records)[0].values.mru == 1500);
    CHECK((*records)[1].protocol == 0x8021);
    CHECK_FALSE((*records)[1].error);
    CHECK((*records)[1].values.local);
    CHECK(program.hang_up(*id));

    const Handler busy;
    const auto refused = program.dial("line0", busy, "5557700");
    REQUIRE(refused);
    REQUIRE(busy.wait_for_end());
    const auto none = ask(program, &Dialer::projection, *refused);
    REQUIRE(none);
    for (const ProjectionRecord& record : *none)
      CHECK(record.error.code == ErrorCode::kProtocolNotConfigured);
    CHECK(ask(program, &Dialer::projection, ConnectionId{1}).error().code ==
          ErrorCode::kInvalidHandle);
  }

  TEST_BOTH_WAYS("a projection asked for before its time is 730, not a guess") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    Handler handler;
    std::vector<ErrorCode> codes;
    std::promise<void> asked;
    Result<ConnectionId> id;
    program.with([&](Dialer& dialer) {
      handler.act_in(State::kConnectDevice, [&](const Notification& notification) {
        const auto records = dialer.projection(notification.connection);
        for (const auto& record : *records)
          codes.push_back(record.error.code);
        asked.set_value();
      });
    });
    id = program.dial("line0", handler, kGood);
    REQUIRE(id);
    take(asked.get_future(), "the state ConnectDevice");
    CHECK(codes ==
          std::vector{ErrorCode::kProjectionNotComplete, ErrorCode::kProjectionNotComplete});
    REQUIRE(handler.wait_for_end());
    CHECK(program.hang_up(*id));
  }

  TEST_BOTH_WAYS("statistics that one clears go on for everybody else") {
    Lab lab(Way::kDirect);
    Program one(lab.dialer_options());
    Program two(lab.dialer_options());
    const ConnectionId id = one.connect("line0");
    const auto before = ask(two, &Dialer::statistics, id);
    REQUIRE(before);
    REQUIRE(before->line_bytes_sent > 0);
    CHECK(ask(one, &Dialer::clear_statistics, id));
    const auto cleared = ask(one, &Dialer::statistics, id);
    REQUIRE(cleared);
    CHECK(cleared->line_bytes_sent < before->line_bytes_sent);
    CHECK(ask(two, &Dialer::statistics, id)->line_bytes_sent >= before->line_bytes_sent);
    CHECK(ask(one, &Dialer::clear_statistics, ConnectionId{1}).error().code ==
          ErrorCode::kInvalidHandle);
    CHECK(one.hang_up(id));
  }

  TEST_CASE("an id of a former daemon names no connection of the next") {
    Lab lab(ThroughDaemon::kDirect);
    Program program(lab.dialer_options());
    const ConnectionId stale = program.connect("line0");
    lab.restart_daemon();
    const ConnectionId id = program.connect("line0");
    CHECK(id != stale);
    CHECK(ask(program, &Dialer::status, stale).error().code == ErrorCode::kInvalidHandle);
    const auto refused = program.hang_up(stale, true);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kInvalidHandle);
    CHECK(ask(program, &Dialer::status, id)->state == State::kConnected);
    CHECK(program.hang_up(id));
  }
}

}  // namespace dial::conformance
