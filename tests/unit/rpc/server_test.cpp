#include "rpc/server.hpp"

#include <doctest/doctest.h>
#include <grp.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>

#include "server_fixture.hpp"

namespace dial::rpc {
namespace {

using namespace test;

const std::string kStandard = "org.varlink.service.";

}  // namespace

TEST_SUITE("rpc::Server") {
  TEST_CASE("a call is answered with what its routine completes") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(echo(4));
    const Reply reply = next_reply(f, client);
    CHECK(reply.error.empty());
    CHECK_FALSE(reply.continues);
    CHECK(reply.parameters == Json{{"number", 4}});
    CHECK(f.server->clients() == 1);
    CHECK(f.server->open_calls() == 0);
  }

  TEST_CASE("a call split at any position is answered once") {
    ServerFixture f;
    const std::string wire = serialize(echo(4));
    RawClient client(f.path());
    for (std::size_t split = 1; split < wire.size(); ++split) {
      CAPTURE(split);
      client.send(std::string_view(wire).substr(0, split));
      f.run_pending();
      REQUIRE_FALSE(client.poll_reply().has_value());
      client.send(std::string_view(wire).substr(split));
      CHECK(next_reply(f, client).parameters["number"] == 4);
      REQUIRE_FALSE(client.poll_reply().has_value());
    }
  }

  TEST_CASE("the next call of a connection waits until the one before it has ended") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold());
    client.call(echo(1));
    AsyncCall held = f.take_held();
    f.run_pending();
    CHECK(f.echoes == 0);
    CHECK(f.server->open_calls() == 1);
    std::move(held).complete({{"held", true}});
    CHECK(next_reply(f, client).parameters.contains("held"));
    CHECK(next_reply(f, client).parameters["number"] == 1);
  }

  TEST_CASE("an open call of one client holds no other") {
    ServerFixture f;
    RawClient one(f.path());
    RawClient two(f.path());
    one.call(hold());
    AsyncCall held = f.take_held();
    two.call(echo(2));
    CHECK(next_reply(f, two).parameters["number"] == 2);
    CHECK_FALSE(one.poll_reply().has_value());
    std::move(held).complete();
    next_reply(f, one);
  }

  TEST_CASE("ten thousand calls in one breath are answered in order, without recursion") {
    ServerFixture f;
    RawClient client(f.path());
    std::string wire;
    for (int i = 0; i < 10'000; ++i)
      wire += serialize(echo(i));
    int answered = 0;
    const bool all = f.run_until([&] {
      wire.erase(0, client.send(wire));
      while (const auto reply = client.poll_reply())
        REQUIRE(reply->parameters["number"] == answered++);
      return answered == 10'000;
    });
    CHECK(all);
  }

  TEST_CASE("a routine that completes before it returns is not entered again from within") {
    ServerFixture f;
    int depth = 0;
    int deepest = 0;
    f.server->add_method("test.Calls.Nest", [&](AsyncCall call, const Json&) {
      deepest = std::max(deepest, ++depth);
      std::move(call).complete();
      --depth;
    });
    RawClient client(f.path());
    for (int i = 0; i < 3; ++i)
      client.call({.method = "test.Calls.Nest"});
    for (int i = 0; i < 3; ++i)
      CHECK(next_reply(f, client).error.empty());
    CHECK(deepest == 1);
  }

  TEST_CASE("a oneway call is served and nothing is sent, whatever is completed") {
    ServerFixture f;
    RawClient client(f.path());
    Call silent = echo(1);
    silent.oneway = true;
    client.call(silent);
    silent.method = "test.Calls.Nothing";
    client.call(silent);
    client.call(echo(2));
    CHECK(next_reply(f, client).parameters["number"] == 2);
    CHECK(f.echoes == 2);
    CHECK_FALSE(client.poll_reply().has_value());
  }

  TEST_CASE("GetInfo says who serves and every interface") {
    ServerFixture f;
    RawClient client(f.path());
    client.call({.method = kStandard + "GetInfo"});
    CHECK(next_reply(f, client).parameters ==
          Json{{"vendor", "libdial"},
               {"product", "diald"},
               {"version", "1.2"},
               {"url", ""},
               {"interfaces", {"org.varlink.service", "test.Calls"}}});
  }

  TEST_CASE("GetInterfaceDescription gives the text that was added") {
    ServerFixture f;
    f.server->add_interface("test.Other", "interface test.Other\n");
    RawClient client(f.path());
    client.call({.method = kStandard + "GetInterfaceDescription",
                 .parameters = {{"interface", "test.Other"}}});
    CHECK(next_reply(f, client).parameters == Json{{"description", "interface test.Other\n"}});
  }

  TEST_CASE("what nobody serves gets the standard error that says what was wrong") {
    struct Row {
      std::string method;
      Json parameters;
      std::string error;
      Json detail;
    };
    const std::string describe = kStandard + "GetInterfaceDescription";
    const Row rows[] = {
        {"Echo", Json::object(), "InvalidParameter", {{"parameter", "method"}}},
        {".Echo", Json::object(), "InvalidParameter", {{"parameter", "method"}}},
        {"no.Such.Echo", Json::object(), "InterfaceNotFound", {{"interface", "no.Such"}}},
        {"test.Calls.No", Json::object(), "MethodNotFound", {{"method", "test.Calls.No"}}},
        {"test.Calls.Late", Json::object(), "MethodNotFound", {{"method", "test.Calls.Late"}}},
        {"test.Calls.Later",
         Json::object(),
         "MethodNotImplemented",
         {{"method", "test.Calls.Later"}}},
        {kStandard + "GetInfo", {{"x", 1}}, "InvalidParameter", {{"parameter", "x"}}},
        {describe, Json::object(), "InvalidParameter", {{"parameter", "interface"}}},
        {describe, {{"interface", 7}}, "InvalidParameter", {{"parameter", "interface"}}},
        {describe,
         {{"interface", "test.Calls"}, {"y", 1}},
         "InvalidParameter",
         {{"parameter", "y"}}},
        {describe, {{"interface", "a.b"}}, "InterfaceNotFound", {{"interface", "a.b"}}},
    };
    ServerFixture f;
    RawClient client(f.path());
    for (const Row& row : rows) {
      CAPTURE(row.method);
      client.call({.method = row.method, .parameters = row.parameters});
      const Reply reply = next_reply(f, client);
      CHECK(reply.error == kStandard + row.error);
      CHECK(reply.parameters == row.detail);
    }
  }

  TEST_CASE("an upgrade is refused, not served as an ordinary call") {
    ServerFixture f;
    RawClient client(f.path());
    Call call = echo(1);
    call.upgrade = true;
    client.call(call);
    CHECK(next_reply(f, client).error == kStandard + "InvalidParameter");
    CHECK(f.echoes == 0);
  }

  TEST_CASE("a client that sends garbage is disconnected after its good calls, and no other") {
    ServerFixture f;
    RawClient good(f.path());
    RawClient bad(f.path());
    bad.call(echo(1));
    bad.send(std::string("GET / HTTP/1.1\r\n\0", 17));
    bad.call(echo(2));
    CHECK(next_reply(f, bad).parameters["number"] == 1);
    CHECK(f.run_until([&] { return bad.is_ended(); }));
    CHECK(f.echoes == 1);
    REQUIRE(f.log.size() == 1);
    CHECK(f.log[0].find("no Varlink call") != std::string::npos);
    good.call(echo(3));
    CHECK(next_reply(f, good).parameters["number"] == 3);
  }

  TEST_CASE("the peer is the process at the other end") {
    ServerFixture f;
    RawClient client(f.path());
    client.call(hold());
    AsyncCall held = f.take_held();
    CHECK(held.peer().pid == ::getpid());
    CHECK(held.peer().uid == ::getuid());
    CHECK(held.peer().gid == ::getgid());
    std::vector<gid_t> groups(static_cast<std::size_t>(::getgroups(0, nullptr)));
    ::getgroups(static_cast<int>(groups.size()), groups.data());
    std::ranges::sort(groups);
    auto seen = held.peer().groups;
    std::ranges::sort(seen);
    CHECK(seen == groups);
    std::move(held).complete();
    next_reply(f, client);
  }

  TEST_CASE("a peer's groups are those of the process, however many, not its user's") {
    if (::getuid() != 0) return;  // nobody else may choose his groups
    ServerFixture f;
    std::vector<gid_t> groups(100);
    for (std::size_t i = 0; i < groups.size(); ++i)
      groups[i] = static_cast<gid_t>(70'000 + i);
    const pid_t child = ::fork();
    if (child == 0) {
      ::setgroups(groups.size(), groups.data());
      const RawClient client(f.path());
      client.call(hold());
      ::pause();
    }
    AsyncCall held = f.take_held();
    CHECK(held.peer().pid == child);
    CHECK(held.peer().groups == groups);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    CHECK(f.run_until([&] { return held.is_cancelled(); }));
    std::move(held).complete();
  }

  TEST_CASE("a oneway call sent just before the client closes is still served") {
    ServerFixture f;
    {
      RawClient client(f.path());
      Call call = echo(1);
      call.oneway = true;
      client.call(call);
    }
    CHECK(f.run_until([&] { return f.echoes == 1 && f.server->clients() == 0; }));
  }

  TEST_CASE("a routine may destroy the server") {
    ServerFixture f;
    f.server->add_method("test.Calls.Stop", [&](AsyncCall call, const Json&) {
      f.server.reset();
      std::move(call).complete();
    });
    RawClient client(f.path());
    client.call({.method = "test.Calls.Stop"});
    client.call(echo(1));
    CHECK(f.run_until([&] { return client.is_ended(); }));
    CHECK(f.echoes == 0);
  }
}

}  // namespace dial::rpc
