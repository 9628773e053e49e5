// A Dialer and a daemon whose answers come in an order that is only just possible.
#include <doctest/doctest.h>

#include <vector>

#include "dial/dialer.hpp"
#include "unit/client/fake_daemon.hpp"
#include "unit/uv/loop.hpp"

namespace dial::client {
namespace {

const Notification kHungUp{.connection = {7}, .sequence = 1, .state = State::kDisconnected};

}  // namespace

TEST_SUITE("Dialer through the daemon") {
  TEST_CASE("completions wait for the terminal call, however late, and keep their order") {
    FakeDaemon daemon;
    uv::TestLoop loop;
    std::vector<std::string> order;
    const auto note = [&](const char* what) {
      return [&order, what](const auto&) { order.emplace_back(what); };
    };
    auto dialer = Dialer::create(loop, {.socket = daemon.socket()});
    REQUIRE(dialer);
    const auto id = dialer->dial({.entry = "a"}, note("end"));
    REQUIRE(id);
    REQUIRE(dialer->hang_up(*id, note("first")));
    REQUIRE(dialer->hang_up(*id, note("second")));
    // This one ends no dial. Its answer comes last.
    REQUIRE(loop.run_until([&] { return daemon.hang_ups() == 2; }));
    REQUIRE(dialer->hang_up({8}, note("other")));
    REQUIRE(loop.run_until([&] { return !order.empty(); }));
    loop.settle();
    CHECK(order == std::vector<std::string>{"other"});
    daemon.end_dials(kHungUp);
    REQUIRE(loop.run_until([&] { return order.size() == 4; }));
    CHECK(order == std::vector<std::string>{"other", "end", "first", "second"});
  }

  TEST_CASE("an abandoned dial ends at once, and what the daemon says later is dropped") {
    FakeDaemon daemon;
    uv::TestLoop loop;
    std::vector<Notification> calls;
    auto dialer = Dialer::create(loop, {.socket = daemon.socket()});
    REQUIRE(dialer);
    const auto id = dialer->dial(
        {.entry = "a"}, [&](const Notification& notification) { calls.push_back(notification); });
    REQUIRE(id);
    REQUIRE(dialer->cancel(*id, Cancel::kAbandon));
    CHECK(calls.empty());
    daemon.end_dials({.connection = {7}, .sequence = 9, .state = State::kConnected});
    REQUIRE(loop.run_until([&] { return !calls.empty(); }));
    loop.settle();
    REQUIRE(calls.size() == 1);
    CHECK(calls[0].state == State::kDisconnected);
    CHECK(calls[0].error.code == ErrorCode::kUserDisconnection);
    // What it may have connected meanwhile is hung up.
    CHECK(loop.run_until([&] { return daemon.hang_ups() == 1; }));
  }
}

}  // namespace dial::client
