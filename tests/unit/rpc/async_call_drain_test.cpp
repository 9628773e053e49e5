// A routine that streams without an end can wait for a client that reads slowly.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "server_fixture.hpp"

namespace dial::rpc {
namespace {

using namespace test;

const Json kBig{{"x", std::string(64 * 1024, 'x')}};

// Streams until the kernel takes no more; the number of replies.
int fill(AsyncCall& call) {
  int count = 0;
  for (; call.unsent() == 0; ++count)
    call.stream(kBig);
  return count;
}

}  // namespace

TEST_SUITE("rpc::AsyncCall, unsent") {
  TEST_CASE("what a client does not take is unsent, and what it takes is not any more") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold(true));
    AsyncCall held = f.take_held();
    held.stream({{"n", 1}});
    CHECK(held.unsent() == 0);  // the kernel has it
    CHECK(next_reply(f, client).parameters["n"] == 1);
    const int count = fill(held);
    const std::size_t before = held.unsent();
    held.stream(kBig);
    CHECK(held.unsent() == before + serialize(Reply{.parameters = kBig, .continues = true}).size());
    for (int i = 0; i <= count; ++i)
      next_reply(f, client);
    CHECK(held.unsent() == 0);
    std::move(held).complete();
  }

  TEST_CASE("the hook runs once, from the loop, when the last octet has left") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold(true));
    AsyncCall held = f.take_held();
    const int count = fill(held);
    int drained = 0;
    held.on_drained([&] {
      ++drained;
      CHECK(held.unsent() == 0);
    });
    f.run_pending();
    CHECK(drained == 0);
    for (int i = 0; i < count; ++i)
      next_reply(f, client);
    CHECK(f.run_until([&] { return drained == 1; }));
    held.stream({{"n", 1}});
    f.run_pending();
    CHECK(drained == 1);
    std::move(held).complete();
  }

  TEST_CASE("where nothing is unsent the hook runs soon, but not inside the call that set it") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold(true));
    AsyncCall held = f.take_held();
    int drained = 0;
    held.on_drained([&] { ++drained; });
    CHECK(drained == 0);
    f.run_pending();
    CHECK(drained == 1);
    std::move(held).complete();
  }

  TEST_CASE("a hook that sends and sets itself again streams without an end, in bounded memory") {
    ServerFixture f({.unsent_per_client = 256 * 1024});
    RawClient client(f.path());
    client.call(hold(true));
    AsyncCall held = f.take_held();
    int sent = 0;
    std::size_t most = 0;
    std::function<void()> go_on = [&] {
      for (; held.unsent() == 0 && sent < 200; ++sent)
        held.stream(kBig);
      most = std::max(most, held.unsent());
      if (sent < 200) held.on_drained(go_on);
    };
    go_on();
    for (int i = 0; i < 200; ++i)
      REQUIRE(next_reply(f, client).parameters == kBig);
    CHECK(sent == 200);
    CHECK(most < 128 * 1024);
    CHECK(f.log.empty());
    std::move(held).complete();
  }

  TEST_CASE("what another thread has streamed is unsent before the loop has seen it") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold(true));
    AsyncCall held = f.take_held();
    std::thread([&held] { held.stream({{"n", 1}}); }).join();
    CHECK(held.unsent() > 0);
    bool drained = false;
    held.on_drained([&] { drained = true; });
    CHECK(next_reply(f, client).parameters["n"] == 1);
    CHECK(f.run_until([&] { return drained; }));
    CHECK(held.unsent() == 0);
    std::move(held).complete();
  }

  TEST_CASE("a client that goes is not drained") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold(true));
    AsyncCall held = f.take_held();
    fill(held);
    const auto token = std::make_shared<int>(0);
    held.on_drained([token] { FAIL("nobody took it"); });
    client.close();
    CHECK(f.run_until([&] { return held.is_cancelled(); }));
    CHECK(token.use_count() == 1);
    CHECK(held.unsent() == 0);
    held.on_drained([token] { FAIL("nobody will take it"); });
    f.run_pending();
    CHECK(token.use_count() == 1);
    std::move(held).complete();
  }
}

}  // namespace dial::rpc
