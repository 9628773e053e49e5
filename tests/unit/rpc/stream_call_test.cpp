#include <doctest/doctest.h>

#include "rpc/client.hpp"
#include "rpc/messages.hpp"
#include "server_fixture.hpp"

namespace dial::rpc {
namespace {

using namespace test;
using namespace std::chrono_literals;

// Remembers what it is told; ends the call when `last_wanted` replies have come.
struct Recorder final : StreamCall::Owner {
  void on_reply(const Reply& reply) override {
    replies.push_back(reply);
    if (static_cast<int>(replies.size()) == last_wanted) call.reset();
  }
  void on_lost(const Error& error) override {
    lost.push_back(error);
    if (end_when_lost) call.reset();
  }
  void start(ServerFixture& fixture, const Call& what) {
    auto started = StreamCall::start(fixture.loop(), fixture.path(), what, *this);
    REQUIRE(started.has_value());
    call = std::move(*started);
  }

  std::vector<Reply> replies;
  std::vector<Error> lost;
  int last_wanted = -1;
  bool end_when_lost = false;
  std::unique_ptr<StreamCall> call;
};

// first_reply() blocks this thread, so the server's answer has to be there before.
void serve_now(ServerFixture& fixture) {
  fixture.run_until([&] { return !fixture.held.empty(); });
}

void add_counter(ServerFixture& fixture, int to) {
  fixture.server->add_method("test.Calls.Count", [to](AsyncCall call, const Json&) {
    for (int n = 1; n < to; ++n)
      call.stream({{"n", n}});
    std::move(call).complete({{"n", to}});
  });
}

const Call kCount{.method = "test.Calls.Count", .more = true};

}  // namespace

TEST_SUITE("rpc::StreamCall") {
  TEST_CASE("every reply is delivered on the loop, in order, and nothing after the last") {
    ServerFixture f;
    add_counter(f, 50);
    Recorder owner;
    owner.start(f, kCount);
    CHECK(owner.replies.empty());
    REQUIRE(f.run_until([&] { return owner.replies.size() == 50; }));
    for (int n = 1; n <= 50; ++n)
      CHECK(owner.replies[static_cast<std::size_t>(n - 1)].parameters["n"] == n);
    f.server.reset();
    f.run_pending();
    CHECK(owner.lost.empty());
  }

  TEST_CASE("the first reply is taken in place and the ones that came with it by the loop") {
    ServerFixture f;
    Recorder owner;
    owner.start(f, hold(true));
    serve_now(f);
    AsyncCall held = f.take_held();
    for (int n = 1; n <= 3; ++n)
      held.stream({{"n", n}});
    const auto first = owner.call->first_reply(1s);
    REQUIRE(first.has_value());
    CHECK(first->parameters["n"] == 1);
    CHECK(owner.replies.empty());
    REQUIRE(f.run_until([&] { return owner.replies.size() == 2; }));
    CHECK(owner.replies[0].parameters["n"] == 2);
    CHECK(owner.replies[1].parameters["n"] == 3);
    std::move(held).complete({{"n", 4}});
    REQUIRE(f.run_until([&] { return owner.replies.size() == 3; }));
  }

  TEST_CASE("a first reply that is an error is returned, and the owner hears nothing") {
    ServerFixture f;
    Recorder owner;
    owner.start(f, hold(true));
    serve_now(f);
    f.take_held().abort(Error{.code = ErrorCode::kDialAlreadyInProgress});
    const auto first = owner.call->first_reply(1s);
    REQUIRE_FALSE(first.has_value());
    CHECK(first.error().code == ErrorCode::kDialAlreadyInProgress);
    f.server.reset();
    f.run_pending();
    CHECK(owner.replies.empty());
    CHECK(owner.lost.empty());
    CHECK_FALSE(owner.call->first_reply(1s).has_value());
  }

  TEST_CASE("a first reply that does not come in time is an error, and the call is cancelled") {
    ServerFixture f;
    Recorder owner;
    owner.start(f, hold(true));
    serve_now(f);
    const AsyncCall held = f.take_held();
    const auto first = owner.call->first_reply(20ms);
    REQUIRE_FALSE(first.has_value());
    CHECK(first.error().code == ErrorCode::kServiceNotReachable);
    CHECK(f.run_until([&] { return held.is_cancelled(); }));
    CHECK(owner.lost.empty());
  }

  TEST_CASE("the owner may destroy the call inside any reply, and hears nothing after that") {
    for (int wanted = 1; wanted <= 3; ++wanted) {
      CAPTURE(wanted);
      ServerFixture f;
      add_counter(f, 3);
      Recorder owner;
      owner.last_wanted = wanted;
      owner.start(f, kCount);
      REQUIRE(f.run_until([&] { return owner.call == nullptr; }));
      f.run_pending();
      CHECK(static_cast<int>(owner.replies.size()) == wanted);
      CHECK(owner.lost.empty());
    }
  }

  TEST_CASE("a daemon that goes away is told once, after the replies it still sent") {
    for (const bool destroys : {false, true}) {
      ServerFixture f;
      Recorder owner;
      owner.end_when_lost = destroys;
      owner.start(f, hold(true));
      serve_now(f);
      AsyncCall held = f.take_held();
      held.stream({{"n", 1}});
      f.server.reset();
      REQUIRE(f.run_until([&] { return !owner.lost.empty(); }));
      f.run_pending();
      CHECK(owner.replies.size() == 1);
      REQUIRE(owner.lost.size() == 1);
      CHECK(owner.lost[0].code == ErrorCode::kServiceNotReachable);
    }
  }

  TEST_CASE("destroying the call cancels the server's side") {
    ServerFixture f;
    Recorder owner;
    owner.start(f, hold(true));
    serve_now(f);
    const AsyncCall held = f.take_held();
    owner.call.reset();
    CHECK(f.run_until([&] { return held.is_cancelled(); }));
    CHECK(owner.lost.empty());
  }

  TEST_CASE("a daemon that is not there is an error of start") {
    LoopFixture f;
    Recorder owner;
    const auto started = StreamCall::start(f.loop(), f.path(), kCount, owner);
    REQUIRE_FALSE(started.has_value());
    CHECK(started.error().code == ErrorCode::kServiceNotReachable);
    CHECK(owner.lost.empty());
  }

  TEST_CASE("a call larger than the socket's buffer leaves piece by piece") {
    ServerFixture f;
    Recorder owner;
    const Json big{{"x", std::string(900'000, 'x')}};
    owner.start(f, {.method = "test.Calls.Echo", .parameters = big});
    REQUIRE(f.run_until([&] { return owner.replies.size() == 1; }));
    CHECK(owner.replies[0].parameters == big);
  }

  TEST_CASE("an error reply is delivered as a reply") {
    ServerFixture f;
    Recorder owner;
    owner.start(f, {.method = "test.Calls.Nothing"});
    REQUIRE(f.run_until([&] { return owner.replies.size() == 1; }));
    CHECK(error_of(owner.replies[0]).code == ErrorCode::kFeatureDeprecated);
  }
}

}  // namespace dial::rpc
