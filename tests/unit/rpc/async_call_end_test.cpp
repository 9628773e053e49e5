// However a call ends, it ends once, and the server keeps nothing of it.
#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <thread>

#include "rpc/messages.hpp"
#include "server_fixture.hpp"

namespace dial::rpc {
namespace {

using namespace test;

const Error kBusy{ErrorCode::kLineBusy, Layer::kModem, "dialling", "BUSY"};

enum class End { kComplete, kAbort, kAbortByName, kDrop, kClientGoes };
constexpr std::array kEnds{End::kComplete, End::kAbort, End::kAbortByName, End::kDrop,
                           End::kClientGoes};

void end_call(AsyncCall call, End end) {
  switch (end) {
    case End::kComplete:
      return std::move(call).complete({{"value", 1}});
    case End::kAbort:
      return std::move(call).abort(kBusy);
    case End::kAbortByName:
      return std::move(call).abort(kWrongToken);
    case End::kDrop:
    case End::kClientGoes:
      return;
  }
}

// One call with everything a routine may add to it, ended that way; on a thread of its own or not.
void call_once(ServerFixture& f, End end, bool elsewhere) {
  RawClient client(f.path());
  client.call(hold(true));
  AsyncCall held = f.take_held();
  held.on_cancel([] {});
  held.on_drained([] {});
  held.stream({{"n", 1}});
  if (end == End::kClientGoes) {
    client.close();
    REQUIRE(f.run_until([&] { return held.is_cancelled(); }));
  }
  if (elsewhere) {
    std::thread([&held, end] { end_call(std::move(held), end); }).join();
  } else {
    end_call(std::move(held), end);
  }
  if (end == End::kClientGoes) return;
  CHECK(next_reply(f, client).continues);
  const Reply last = next_reply(f, client);
  CHECK_FALSE(last.continues);
  CHECK(last.error.empty() == (end == End::kComplete));
  CHECK(last.parameters.contains("value") == (end == End::kComplete));
}

}  // namespace

TEST_SUITE("rpc::AsyncCall, the end") {
  TEST_CASE("complete, abort, a dropped handle and a client that goes leave the same: nothing") {
    ServerFixture f({.clients_per_uid = 2});
    RawClient bystander(f.path());
    bystander.call(echo(1));
    next_reply(f, bystander);
    const Server::Census before = f.server->census();
    CHECK(before == Server::Census{.clients = 1});
    for (const End end : kEnds) {
      for (const bool elsewhere : {false, true}) {
        CAPTURE(static_cast<int>(end));
        CAPTURE(elsewhere);
        for (int round = 0; round < 10; ++round)
          call_once(f, end, elsewhere);
        CHECK(f.run_until([&] { return f.server->census() == before; }));
      }
    }
    bystander.call(echo(2));
    CHECK(next_reply(f, bystander).parameters["number"] == 2);
  }

  TEST_CASE("the census counts what is open, waits, is held, is hooked and is unsent") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold(true));
    client.call(echo(1));
    client.call(echo(2));
    AsyncCall held = f.take_held();
    f.run_pending();
    held.on_cancel([] {});
    CHECK(f.server->census() == Server::Census{.clients = 1,
                                               .open_calls = 1,
                                               .waiting_calls = 2,
                                               .handles = 1,
                                               .hooks = 1,
                                               .unsent = 0});
    while (held.unsent() == 0)
      held.stream({{"x", std::string(64 * 1024, 'x')}});
    held.on_drained([] {});
    CHECK(f.server->census().hooks == 2);
    CHECK(f.server->census().unsent == held.unsent());
    client.close();
    f.run_pending();
    // The client's part has gone; the routine still holds its handle.
    CHECK(f.server->census() == Server::Census{.handles = 1});
    std::move(held).complete();
    f.run_pending();
    CHECK(f.server->census() == Server::Census{});
  }

  TEST_CASE("an abort in mid-stream ends it with the code, and the connection goes on") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold(true));
    AsyncCall held = f.take_held();
    held.stream({{"n", 1}});
    held.stream({{"n", 2}});
    std::move(held).abort(kBusy);
    client.call(echo(3));
    CHECK(next_reply(f, client).parameters["n"] == 1);
    CHECK(next_reply(f, client).parameters["n"] == 2);
    const Reply last = next_reply(f, client);
    CHECK_FALSE(last.continues);
    CHECK(last.error == kFailed);
    CHECK(last.parameters.size() == 1);
    CHECK(from_json<FailedReply>(last.parameters)->problem == kBusy);
    CHECK(next_reply(f, client).parameters["number"] == 3);
  }

  TEST_CASE("a second end is ignored, whatever it is, and the log hears of it") {
    for (const End first : {End::kComplete, End::kAbort}) {
      for (const End second : {End::kComplete, End::kAbort, End::kAbortByName}) {
        ServerFixture f;
        RawClient client(f.path());
        client.call(hold(true));
        AsyncCall held = f.take_held();
        if (first == End::kComplete) {
          std::move(held).complete({{"value", 1}});
        } else {
          std::move(held).abort(kBusy);
        }
        const Reply reply = next_reply(f, client);
        CHECK(reply.error.empty() == (first == End::kComplete));
        // NOLINTBEGIN(bugprone-use-after-move): that is the mistake
        if (second == End::kComplete) std::move(held).complete();
        if (second == End::kAbort) std::move(held).abort(kBusy);
        if (second == End::kAbortByName) std::move(held).abort(kWrongToken);
        held.stream({{"n", 2}});
        held.on_cancel([] { FAIL("the call has ended"); });
        held.on_drained([] { FAIL("the call has ended"); });
        CHECK(held.is_cancelled());
        CHECK_FALSE(held.wants_more());
        CHECK(held.unsent() == 0);
        CHECK(held.peer().uid == static_cast<uid_t>(-1));  // nobody, and not root
        // NOLINTEND(bugprone-use-after-move)
        f.run_pending();
        CHECK_FALSE(client.poll_reply().has_value());
        REQUIRE(f.log.size() == 1);
        CHECK(f.log[0].find("ended again") != std::string::npos);
        client.call(echo(4));
        CHECK(next_reply(f, client).parameters["number"] == 4);
      }
    }
  }

  TEST_CASE("a handle that was moved away ends nothing") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold());
    AsyncCall held = f.take_held();
    AsyncCall kept = std::move(held);
    std::move(held).abort(kBusy);  // NOLINT(bugprone-use-after-move): that is the mistake
    f.run_pending();
    CHECK_FALSE(client.poll_reply().has_value());
    CHECK(f.log.size() == 1);
    std::move(kept).complete({{"value", 1}});
    CHECK(next_reply(f, client).parameters["value"] == 1);
  }

  TEST_CASE("a second end after the server has gone is ignored, too") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold());
    AsyncCall held = f.take_held();
    f.server.reset();
    std::move(held).complete();
    std::move(held).complete();  // NOLINT(bugprone-use-after-move): that is the mistake
    f.run_pending();
    CHECK(f.log.empty());
  }

  TEST_CASE("a hook goes with a handle that is dropped, and does not run") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold(true));
    int told = 0;
    const auto owner = std::make_shared<int>(0);
    {
      AsyncCall held = f.take_held();
      held.on_cancel([&told, owner] { ++told; });
      held.on_drained([&told, owner] { ++told; });
      CHECK(owner.use_count() == 3);
    }
    CHECK(owner.use_count() == 1);
    next_reply(f, client);
    client.close();
    CHECK(f.run_until([&] { return f.server->clients() == 0; }));
    CHECK(told == 0);
  }

  TEST_CASE("a hook may let go of the last thing that holds its own handle") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold());
    struct Routine {
      std::optional<AsyncCall> call;
    };
    auto routine = std::make_shared<Routine>();
    routine->call.emplace(f.take_held());
    const std::weak_ptr<Routine> gone = routine;
    routine->call->on_cancel([kept = std::move(routine)]() mutable { kept.reset(); });
    CHECK_FALSE(gone.expired());
    client.close();
    CHECK(f.run_until([&] { return gone.expired(); }));
    f.run_pending();
    CHECK(f.server->census() == Server::Census{});
    CHECK(f.log.empty());
  }

  TEST_CASE("an end that races with the client's death is an end, and leaves nothing") {
    ServerFixture f;
    for (int round = 0; round < 200; ++round) {
      RawClient client(f.path());
      client.call(hold(true));
      std::atomic<int> told = 0;
      std::atomic<bool> go = false;
      AsyncCall held = f.take_held();
      held.on_cancel([&told] { ++told; });
      std::thread worker([&go, end = kEnds[static_cast<std::size_t>(round) % 4],
                          call = std::move(held)]() mutable {
        while (!go)
          std::this_thread::yield();
        call.stream({{"n", 1}});
        end_call(std::move(call), end);
      });
      client.close();
      go = true;
      REQUIRE(f.run_until([&] { return f.server->clients() == 0; }));
      worker.join();
      f.run_pending();
      CHECK(told <= 1);
      REQUIRE(f.server->census() == Server::Census{});
    }
  }
}

}  // namespace dial::rpc
