// DESIGN 2, rules 9 and 10: references belong to uids.
#include <unistd.h>

#include <filesystem>

#include "simulator/line.hpp"
#include "unit/manager/manager_bench.hpp"

using namespace dial;
using namespace dial::manager;

namespace {

constexpr uid_t kRoot = 0;
constexpr uid_t kAlice = 1000;
constexpr uid_t kBob = 1001;
constexpr uid_t kCarol = 1002;

using Holders = std::vector<uid_t>;

// A manager with one entry, "a", whose line works, and its users.
struct OwnersBench : ManagerBench {
  OwnersBench() : line(loop, {}) {
    files.write_entry("a", line.device(), "number = \"5551234\"\n", "");
    files.write_entry("same_line", line.device(), "number = \"5551234\"\n", "");
  }
  Result<ConnectionId> dial_as(uid_t uid, const std::shared_ptr<Recorder>& observer = nullptr,
                               const std::string& entry = "a") {
    DialRequest request;
    request.parameters.entry = entry;
    request.uid = uid;
    request.observer = observer;
    return manager().dial(request);
  }
  ConnectionId connect_as(uid_t uid) {
    const auto observer = std::make_shared<Recorder>();
    const auto id = dial_as(uid, observer);
    REQUIRE(id);
    REQUIRE(loop.run_until([&] { return observer->has_heard(State::kConnected); }));
    return *id;
  }
  Result<HangUpOutcome> hang_up_as(uid_t uid, ConnectionId id, bool force = false) {
    return wait_for([&](HangUpDone done) { manager().hang_up(id, uid, force, std::move(done)); });
  }
  Result<HangUpOutcome> disconnect_as(uid_t uid, bool force = false,
                                      const std::string& entry = "a") {
    return wait_for(
        [&](HangUpDone done) { manager().disconnect(entry, uid, force, std::move(done)); });
  }
  Result<HangUpOutcome> wait_for(const std::function<void(HangUpDone)>& work) {
    std::optional<Result<HangUpOutcome>> outcome;
    work([&](const auto& result) { outcome = result; });
    CHECK_FALSE(outcome.has_value());  // not inside the call
    REQUIRE(loop.run_until([&] { return outcome.has_value(); }));
    return *outcome;
  }
  bool is_up(ConnectionId id) { return manager().status(id)->state == State::kConnected; }
  std::uint32_t references(ConnectionId id) { return manager().status(id)->references; }
  simulator::SimulatedLine line;
};

void check_closed(const Result<HangUpOutcome>& outcome) {
  REQUIRE(outcome);
  CHECK(outcome->closed);
  CHECK(outcome->holders.empty());
}
void check_held(const Result<HangUpOutcome>& outcome, const Holders& holders) {
  REQUIRE(outcome);
  CHECK_FALSE(outcome->closed);
  CHECK(outcome->holders == holders);
}
void check_refused(const Result<HangUpOutcome>& outcome, ErrorCode code) {
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == code);
}

}  // namespace

TEST_SUITE("manager::Manager, owners") {
  TEST_CASE("each dial of what is up adds a reference of its user, and hears one Connected") {
    OwnersBench bench;
    const ConnectionId id = bench.connect_as(kAlice);
    CHECK(bench.references(id) == 1);
    for (const uid_t uid : {kAlice, kBob}) {
      const auto observer = std::make_shared<Recorder>();
      CHECK(bench.dial_as(uid, observer) == id);
      CHECK(observer->heard.empty());  // not inside the dial
      bench.loop.settle();
      REQUIRE(observer->heard.size() == 1);
      CHECK(observer->heard[0].state == State::kConnected);
      CHECK(observer->heard[0].sequence == 1);
    }
    CHECK(bench.references(id) == 3);
    CHECK(bench.manager().status(id)->owner == kAlice);
    CHECK(bench.line.calls() == 1);
    bench.finish();
  }

  TEST_CASE("the line goes down with the last reference, whatever the order") {
    OwnersBench bench;
    const ConnectionId id = bench.connect_as(kAlice);
    REQUIRE(bench.dial_as(kAlice));
    REQUIRE(bench.dial_as(kBob));
    check_held(bench.hang_up_as(kAlice, id), {kAlice, kBob});
    check_held(bench.hang_up_as(kAlice, id), {kBob});
    check_refused(bench.hang_up_as(kAlice, id), ErrorCode::kHangupFailed);  // has none left
    CHECK(bench.is_up(id));
    check_closed(bench.hang_up_as(kBob, id));
    check_closed(bench.hang_up_as(kBob, id));  // idempotent
    CHECK(bench.manager().status(id)->error.code == ErrorCode::kUserDisconnection);
    bench.finish();
  }

  TEST_CASE("disconnect releases all references of one user, and names who still holds the line") {
    OwnersBench bench;
    const ConnectionId id = bench.connect_as(kAlice);
    REQUIRE(bench.dial_as(kAlice));
    REQUIRE(bench.dial_as(kBob));
    REQUIRE(bench.dial_as(kCarol));
    check_held(bench.disconnect_as(kAlice), {kBob, kCarol});
    check_refused(bench.disconnect_as(kAlice), ErrorCode::kHangupFailed);
    check_held(bench.disconnect_as(kCarol), {kBob});
    CHECK(bench.is_up(id));
    check_closed(bench.disconnect_as(kBob));
    check_refused(bench.disconnect_as(kBob), ErrorCode::kPortNotOpen);
    bench.finish();
  }

  TEST_CASE(
      "who has no reference hangs nothing up, root neither; with force anybody who may dial") {
    for (const uid_t uid : {kBob, kRoot}) {
      OwnersBench bench;
      const ConnectionId id = bench.connect_as(kAlice);
      REQUIRE(bench.dial_as(kCarol));
      check_refused(bench.hang_up_as(uid, id), ErrorCode::kHangupFailed);
      check_refused(bench.disconnect_as(uid), ErrorCode::kHangupFailed);
      CHECK(bench.is_up(id));
      CHECK(bench.references(id) == 2);
      check_closed(uid == kBob ? bench.hang_up_as(uid, id, true) : bench.disconnect_as(uid, true));
      CHECK(bench.manager().connections().empty());
      bench.finish();
    }
  }

  TEST_CASE("hang-ups of several users during one close all complete when it is closed") {
    OwnersBench bench;
    const ConnectionId id = bench.connect_as(kAlice);
    std::vector<uid_t> done;
    for (const uid_t uid : {kAlice, kBob, kRoot}) {
      bench.manager().hang_up(id, uid, false, [&, uid](const auto& outcome) {
        check_closed(outcome);
        CHECK(bench.manager().connections().empty());
        done.push_back(uid);
      });
    }
    CHECK(done.empty());
    REQUIRE(bench.loop.run_until([&] { return done.size() == 3; }));
    CHECK(done == Holders{kAlice, kBob, kRoot});
    bench.finish();
  }

  TEST_CASE(
      "an entry that is being dialled is 756 for everybody, and its line is 602 for another") {
    OwnersBench bench;
    const auto observer = std::make_shared<Recorder>();
    REQUIRE(bench.dial_as(kAlice, observer));
    for (const State state : {State::kOpenPort, State::kConnectDevice, State::kAuthProject}) {
      REQUIRE(bench.loop.run_until([&] { return observer->has_heard(state); }));
      if (observer->has_heard(State::kConnected)) break;
      for (const uid_t uid : {kAlice, kBob, kRoot})
        CHECK(bench.dial_as(uid).error().code == ErrorCode::kDialAlreadyInProgress);
      CHECK(bench.dial_as(kBob, nullptr, "same_line").error().code == ErrorCode::kPortAlreadyOpen);
    }
    bench.finish();
  }

  TEST_CASE("an entry on its way down is 617 for everybody, and free as soon as it is down") {
    OwnersBench bench;
    const ConnectionId id = bench.connect_as(kAlice);
    bool down = false;
    bench.manager().hang_up(id, kAlice, false, [&](const auto&) { down = true; });
    const auto late = std::make_shared<Recorder>();
    for (const uid_t uid : {kAlice, kBob, kRoot})
      CHECK(bench.dial_as(uid, late).error().code == ErrorCode::kAlreadyDisconnecting);
    REQUIRE(bench.loop.run_until([&] { return down; }));
    CHECK(late->heard.empty());
    CHECK(bench.connect_as(kBob) != id);
    bench.finish();
  }

  TEST_CASE("a client that dies takes its dial with it, but no reference to what is up") {
    OwnersBench bench;
    const auto observer = std::make_shared<Recorder>();
    const auto dialling = bench.dial_as(kAlice, observer);
    REQUIRE(dialling);
    REQUIRE(bench.loop.run_until([&] { return observer->has_heard(State::kConnectDevice); }));
    bench.manager().cancel(*dialling, true);
    REQUIRE(bench.loop.run_until([&] { return bench.manager().connections().empty(); }));
    CHECK_FALSE(observer->has_heard(State::kDisconnected));  // nobody is there to hear it

    const ConnectionId id = bench.connect_as(kAlice);
    bench.manager().cancel(id, true);
    bench.loop.settle();
    CHECK(bench.is_up(id));
    CHECK(bench.references(id) == 1);
    check_closed(bench.disconnect_as(kAlice));  // from any other process of that user
    bench.finish();
  }

  TEST_CASE("a dial of nobody's goes on, and is its user's to hang up") {
    OwnersBench bench;
    const auto id = bench.dial_as(kAlice);
    REQUIRE(id);
    check_refused(bench.hang_up_as(kBob, *id), ErrorCode::kHangupFailed);
    REQUIRE(bench.loop.run_until([&] { return bench.is_up(*id); }));
    check_closed(bench.hang_up_as(kAlice, *id));
    bench.finish();
  }

  TEST_CASE("a user's own entry has its short name for him in every call, and its whole for all") {
    OwnersBench bench;
    const uid_t me = getuid();
    const std::string whole = std::to_string(me) + "/42";
    const std::string profiles = "users/" + std::to_string(me) + "/profiles";
    std::filesystem::create_directories(bench.files / profiles);
    bench.files.write_entry(profiles + "/42", bench.line.device(), "number = \"5551234\"\n", "");
    const auto status_as = [&](uid_t uid, const std::string& name) {
      const auto status = bench.manager().entry_status(name, uid);
      return status ? ErrorCode::kSuccess : status.error().code;
    };
    CHECK(status_as(me, "42") == ErrorCode::kNoConnection);
    CHECK(status_as(kBob, whole) == ErrorCode::kCannotFindPhonebookEntry);
    for (const bool is_removed : {false, true}) {
      CAPTURE(is_removed);
      REQUIRE(bench.dial_as(me, nullptr, "42"));
      if (is_removed) {
        std::filesystem::remove(bench.files / (profiles + "/42.toml"));
        REQUIRE(bench.manager().book().load());
      }
      CHECK(bench.manager().entry_status("42", me)->entry == whole);
      for (const uid_t uid : {me, kBob})
        CHECK(status_as(uid, whole) == ErrorCode::kSuccess);
      CHECK(status_as(kBob, "42") == ErrorCode::kCannotFindPhonebookEntry);
      check_refused(bench.disconnect_as(kBob, false, "42"), ErrorCode::kPortNotOpen);
      check_refused(bench.disconnect_as(kBob, false, whole), ErrorCode::kHangupFailed);
      check_closed(bench.disconnect_as(me, false, "42"));
      CHECK(bench.manager().entry_status("42", me)->state == State::kDisconnected);
    }
    bench.finish();
  }

  TEST_CASE("only who dialled, or root, answers a paused state") {
    OwnersBench bench;
    const ConnectionId id = bench.connect_as(kAlice);
    REQUIRE(bench.dial_as(kBob));  // a holder, but he did not dial
    CHECK(bench.manager().resume(id, kBob, {}).error().code == ErrorCode::kAccessDenied);
    CHECK(bench.manager().resume(id, kAlice, {}).error().code == ErrorCode::kInvalidAuthState);
    CHECK(bench.manager().resume(id, kRoot, {}).error().code == ErrorCode::kInvalidAuthState);
    bench.finish();
  }
}
