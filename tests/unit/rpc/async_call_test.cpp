#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "rpc/messages.hpp"
#include "server_fixture.hpp"

namespace dial::rpc {
namespace {

using namespace test;

}  // namespace

TEST_SUITE("rpc::AsyncCall") {
  TEST_CASE("a stream's replies continue until the call is completed") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold(true));
    AsyncCall held = f.take_held();
    CHECK(held.wants_more());
    held.stream({{"n", 1}});
    held.stream({{"n", 2}});
    std::move(held).complete({{"n", 3}});
    for (int n = 1; n <= 3; ++n) {
      const Reply reply = next_reply(f, client);
      CHECK(reply.parameters["n"] == n);
      CHECK(reply.continues == (n < 3));
    }
    CHECK_FALSE(client.poll_reply().has_value());
  }

  TEST_CASE("a stream to a client that did not ask for more sends the end only") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold());
    AsyncCall held = f.take_held();
    CHECK_FALSE(held.wants_more());
    held.stream({{"n", 1}});
    std::move(held).complete({{"n", 2}});
    CHECK(next_reply(f, client).parameters["n"] == 2);
  }

  TEST_CASE("an aborted call sends the error and no out values") {
    ServerFixture f;
    RawClient client(f.path());
    const Error busy{ErrorCode::kLineBusy, Layer::kModem, "dialling", "BUSY"};
    client.call(hold());
    f.take_held().abort(busy);
    const Reply reply = next_reply(f, client);
    CHECK(reply.error == "org.libdial.dial.Failed");
    CHECK(from_json<FailedReply>(reply.parameters)->problem == busy);
    CHECK(reply.parameters.size() == 1);
    client.call(hold());
    f.take_held().abort(kWrongToken);
    CHECK(next_reply(f, client).error == "org.libdial.dial.WrongToken");
    CHECK(f.log.empty());
  }

  TEST_CASE("an abort without a code is not mistaken for success") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold());
    f.take_held().abort(Error{});
    CHECK(from_json<FailedReply>(next_reply(f, client).parameters)->problem.code ==
          ErrorCode::kUnknown);
  }

  TEST_CASE("a handle that is dropped aborts with an unknown error, and the log hears of it") {
    ServerFixture f;
    RawClient client(f.path());
    client.call({.method = "test.Calls.Drop"});
    const Reply reply = next_reply(f, client);
    CHECK(from_json<FailedReply>(reply.parameters)->problem.code == ErrorCode::kUnknown);
    REQUIRE(f.log.size() == 1);
    CHECK(f.log[0].find("test.Calls.Drop") != std::string::npos);
    client.call(echo(1));
    CHECK(next_reply(f, client).parameters["number"] == 1);
  }

  TEST_CASE("a handle that another is moved onto aborts the call it had") {
    ServerFixture f;
    RawClient one(f.path());
    RawClient two(f.path());
    one.call(hold());
    AsyncCall first = f.take_held();
    two.call(hold());
    AsyncCall second = f.take_held();
    first = std::move(second);
    CHECK(next_reply(f, one).error == kFailed);
    std::move(first).complete();
    CHECK(next_reply(f, two).error.empty());
  }

  TEST_CASE("a client that goes cancels its open call, once, and its queued calls never run") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold(true));
    client.call(echo(1));
    AsyncCall held = f.take_held();
    int told = 0;
    held.on_cancel([&] { ++told; });
    held.stream({{"n", 1}});
    f.run_pending();
    CHECK_FALSE(held.is_cancelled());
    client.close();
    CHECK(f.run_until([&] { return told > 0; }));
    CHECK(held.is_cancelled());
    CHECK(f.server->clients() == 0);
    held.stream({{"n", 2}});  // dropped
    std::move(held).complete();
    f.run_pending();
    CHECK(told == 1);
    CHECK(f.echoes == 0);
    CHECK(f.log.empty());
  }

  TEST_CASE("a client that only ends its sending side has gone too") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold());
    const AsyncCall held = f.take_held();
    client.end_sending();
    CHECK(f.run_until([&] { return held.is_cancelled(); }));
    CHECK(f.run_until([&] { return client.is_ended(); }));
  }

  TEST_CASE("a client whose queue is full is still seen to go") {
    ServerFixture f({.calls_per_client = 1});
    RawClient client(f.path());
    client.call(hold());
    const AsyncCall held = f.take_held();
    for (int i = 0; i < 5; ++i)
      client.call(echo(i));
    f.run_pending();
    CHECK_FALSE(held.is_cancelled());
    client.close();
    CHECK(f.run_until([&] { return held.is_cancelled(); }));
  }

  TEST_CASE("a hook set after the client has gone runs, but not inside the call") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold());
    AsyncCall held = f.take_held();
    client.close();
    REQUIRE(f.run_until([&] { return held.is_cancelled(); }));
    int told = 0;
    held.on_cancel([&] { ++told; });
    CHECK(told == 0);
    f.run_pending();
    CHECK(told == 1);
    std::move(held).abort(Error{.code = ErrorCode::kUserDisconnection});
  }

  TEST_CASE("a hook does not run after the call has ended, and is let go of") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold());
    AsyncCall held = f.take_held();
    int told = 0;
    const auto token = std::make_shared<int>(0);
    held.on_cancel([&told, token] { ++told; });
    CHECK(token.use_count() == 2);
    std::move(held).complete();
    CHECK(token.use_count() == 1);
    next_reply(f, client);
    client.close();
    CHECK(f.run_until([&] { return f.server->clients() == 0; }));
    CHECK(told == 0);
  }

  TEST_CASE("a hook is let go of when another thread ends the call, before the loop turns") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold());
    AsyncCall held = f.take_held();
    int told = 0;
    const auto token = std::make_shared<int>(0);
    held.on_cancel([&told, token] { ++told; });
    std::thread([&held] { std::move(held).complete(); }).join();
    CHECK(token.use_count() == 1);
    client.close();
    CHECK(f.run_until([&] { return f.server->clients() == 0; }));
    CHECK(told == 0);
  }

  TEST_CASE("a hook may end its own call and destroy the server") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold());
    const auto held = std::make_shared<AsyncCall>(f.take_held());
    held->on_cancel([&f, held] {
      std::move(*held).complete();
      f.server.reset();
    });
    client.close();
    CHECK(f.run_until([&] { return f.server == nullptr; }));
  }

  TEST_CASE("a handle that outlives its server is cancelled and can be ended") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold(true));
    AsyncCall held = f.take_held();
    bool told = false;
    held.on_cancel([&] { told = true; });
    f.server.reset();
    CHECK(told);
    CHECK(held.is_cancelled());
    held.stream({{"n", 1}});
    held.on_cancel([] { FAIL("there is no loop to run this on"); });
    std::move(held).complete();
    f.run_pending();
    CHECK(client.is_ended());
  }

  TEST_CASE("another thread may stream and complete, and the order is kept") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold(true));
    std::thread worker([held = f.take_held()]() mutable {
      for (int n = 0; n < 500; ++n)
        held.stream({{"n", n}});
      std::move(held).complete({{"n", 500}});
    });
    for (int n = 0; n <= 500; ++n)
      REQUIRE(next_reply(f, client).parameters["n"] == n);
    worker.join();
  }

  TEST_CASE("replies made on two threads in turn leave in the order they were made") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold(true));
    AsyncCall held = f.take_held();
    std::thread([&held] { held.stream({{"n", 1}}); }).join();
    std::move(held).complete({{"n", 2}});  // on the loop's thread, before the loop has turned
    CHECK(next_reply(f, client).parameters["n"] == 1);
    CHECK(next_reply(f, client).parameters["n"] == 2);
  }

  TEST_CASE("a client may go while another thread works on its call") {
    for (int round = 0; round < 50; ++round) {
      ServerFixture f;
      RawClient client(f.path());
      client.call(hold(true));
      std::atomic<int> told = 0;
      std::thread worker([&, held = f.take_held()]() mutable {
        held.on_cancel([&told] { ++told; });
        for (int n = 0; n < 100 && !held.is_cancelled(); ++n)
          held.stream({{"n", n}});
        if (round % 2 == 0) std::move(held).complete();
      });
      f.run_pending();
      client.close();
      CHECK(f.run_until([&] { return f.server->clients() == 0; }));
      worker.join();
      f.run_pending();
      CHECK(told <= 1);
    }
  }

  TEST_CASE("the server may go while another thread works on a call") {
    for (int round = 0; round < 50; ++round) {
      ServerFixture f;
      RawClient client(f.path());
      client.call(hold(true));
      std::thread worker([held = f.take_held()]() mutable {
        for (int n = 0; n < 100; ++n)
          held.stream({{"n", n}});
        std::move(held).complete();
      });
      f.run_pending();
      f.server.reset();
      worker.join();
    }
  }
}

}  // namespace dial::rpc
