#include <doctest/doctest.h>
#include <sys/resource.h>

#include "rpc/messages.hpp"
#include "server_fixture.hpp"

namespace dial::rpc {
namespace {

using namespace test;

bool said(const ServerFixture& fixture, const std::string& words) {
  for (const std::string& line : fixture.log) {
    if (line.find(words) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_SUITE("rpc::Server limits") {
  TEST_CASE("calls over the limit get TooManyCalls in their turn, and then the connection ends") {
    ServerFixture f({.calls_per_client = 2});
    RawClient client(f.path());
    client.call(hold());
    AsyncCall held = f.take_held();
    for (int i = 1; i <= 4; ++i)
      client.call(echo(i));
    f.run_pending();
    CHECK_FALSE(held.is_cancelled());
    std::move(held).complete();
    CHECK(next_reply(f, client).error.empty());
    CHECK(next_reply(f, client).parameters["number"] == 1);
    CHECK(next_reply(f, client).parameters["number"] == 2);
    CHECK(next_reply(f, client).error == kTooManyCalls);
    CHECK(f.run_until([&] { return client.is_ended(); }));
    CHECK(f.echoes == 2);
    CHECK(said(f, "TooManyCalls"));
  }

  TEST_CASE("a message over the limit gets MessageTooLarge, also while it is still being sent") {
    ServerFixture f;
    RawClient client(f.path());
    std::string wire = serialize(echo(1)) + std::string(4 * kMaxMessage, 'x');
    std::optional<Reply> reply;
    const auto receive = [&] {
      wire.erase(0, client.send(wire));
      return (reply = client.poll_reply()).has_value();
    };
    REQUIRE(f.run_until(receive));
    CHECK(reply->parameters["number"] == 1);
    REQUIRE(f.run_until(receive));
    CHECK(reply->error == kMessageTooLarge);
    CHECK(f.run_until([&] { return client.is_ended(); }));
    CHECK(said(f, "MessageTooLarge"));
  }

  TEST_CASE("a client that reads nothing is dropped when its replies pass the limit") {
    ServerFixture f({.unsent_per_client = 1 << 20});
    RawClient client(f.path());
    client.call(hold(true));
    AsyncCall held = f.take_held();
    bool told = false;
    held.on_cancel([&] { told = true; });
    const Json big{{"x", std::string(256 * 1024, 'x')}};
    int sent = 0;
    while (!told && sent < 100) {
      held.stream(big);
      ++sent;
      f.run_pending();
    }
    CHECK(told);
    CHECK(held.is_cancelled());
    CHECK(sent > 4);  // what the limit allows was kept
    CHECK(sent < 10);
    CHECK(said(f, "does not read"));
    CHECK(f.server->clients() == 0);
    std::move(held).complete();
  }

  TEST_CASE("a slow reader below the limit gets everything") {
    ServerFixture f({.unsent_per_client = 4 << 20});
    RawClient client(f.path());
    client.call(hold(true));
    AsyncCall held = f.take_held();
    const Json big{{"x", std::string(256 * 1024, 'x')}};
    for (int i = 0; i < 8; ++i)
      held.stream(big);
    std::move(held).complete({{"end", true}});
    for (int i = 0; i < 8; ++i)
      CHECK(next_reply(f, client).parameters == big);
    CHECK(next_reply(f, client).parameters == Json{{"end", true}});
  }

  TEST_CASE("a gate that says no answers the first call with access denied and disconnects") {
    ServerFixture f;
    f.server->set_gate([](const Peer&) { return false; });
    RawClient client(f.path());
    client.call(echo(1));
    client.call(echo(2));
    const Reply reply = next_reply(f, client);
    CHECK(reply.error == kFailed);
    CHECK(from_json<FailedReply>(reply.parameters)->problem.code == ErrorCode::kAccessDenied);
    CHECK(f.run_until([&] { return client.is_ended(); }));
    CHECK(f.echoes == 0);
  }

  TEST_CASE("connections that are refused and say nothing are bounded") {
    ServerFixture f;
    f.server->set_gate([](const Peer&) { return false; });
    std::list<RawClient> clients;
    for (int i = 0; i < 100; ++i)
      clients.emplace_back(f.path());
    f.run_pending();
    f.run_pending();
    CHECK(f.server->clients() == 64);
  }

  TEST_CASE("clients of one user over the limit get TooManyClients; root has no limit") {
    ServerFixture f({.clients_per_uid = 1});
    RawClient one(f.path());
    RawClient two(f.path());
    one.call(echo(1));
    two.call(echo(2));
    CHECK(next_reply(f, one).error.empty());
    const Reply reply = next_reply(f, two);
    if (::getuid() == 0) {
      CHECK(reply.error.empty());
      return;
    }
    CHECK(reply.error == kTooManyClients);
    CHECK(f.run_until([&] { return two.is_ended(); }));
    one.close();
    f.run_pending();
    RawClient three(f.path());
    three.call(echo(3));
    CHECK(next_reply(f, three).error.empty());
  }

  TEST_CASE("with no descriptor left a client is turned away and the loop does not spin") {
    ServerFixture f;
    std::list<RawClient> clients;
    clients.emplace_back(f.path());
    f.run_pending();
    clients.emplace_back(f.path());
    std::vector<int> fill;
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    rlimit low = before;
    low.rlim_cur = 64;
    ::setrlimit(RLIMIT_NOFILE, &low);
    for (int descriptor = ::dup(0); descriptor >= 0; descriptor = ::dup(0))
      fill.push_back(descriptor);
    CHECK(f.run_until([&] { return clients.back().is_ended(); }));
    CHECK(said(f, "turned away"));
    CHECK(f.log.size() == 1);
    for (const int descriptor : fill)
      ::close(descriptor);
    ::setrlimit(RLIMIT_NOFILE, &before);
    clients.front().call(echo(1));
    CHECK(next_reply(f, clients.front()).parameters["number"] == 1);
  }
}

}  // namespace dial::rpc
