// A call that upgrades: what follows its reply is no Varlink.
#include <doctest/doctest.h>
#include <fcntl.h>

#include <thread>

#include "rpc/client.hpp"
#include "server_fixture.hpp"

namespace dial::rpc {
namespace {

using namespace test;

// ServerFixture and a method test.Calls.Raw, whose streams are kept.
class UpgradeFixture : public ServerFixture {
 public:
  UpgradeFixture() {
    server->add_upgrade("test.Calls.Raw", [this](AsyncCall call, const Json& parameters) {
      auto stream = std::move(call).upgrade(parameters);
      if (stream) streams.push_back(std::move(*stream));
    });
  }
  ~UpgradeFixture() {
    for (const auto& stream : streams)
      ::close(stream.descriptor);
  }
  std::vector<UpgradedStream> streams;
};

Call raw(bool upgrade = true) {
  return {.method = "test.Calls.Raw", .parameters = {{"n", 1}}, .upgrade = upgrade};
}

std::string read_all(int descriptor, std::size_t length) {
  std::string text(length, '\0');
  std::size_t got = 0;
  while (got < length) {
    const auto count = ::recv(descriptor, text.data() + got, length - got, 0);
    if (count <= 0) break;
    got += static_cast<std::size_t>(count);
  }
  text.resize(got);
  return text;
}

}  // namespace

TEST_SUITE("rpc: upgrade") {
  TEST_CASE("the reply goes out, the connection is the routine's, and the server forgets it") {
    UpgradeFixture f;
    const auto before = f.server->census();
    RawClient client(f.path());
    client.call(raw());
    CHECK(next_reply(f, client).parameters == Json{{"n", 1}});
    REQUIRE(f.streams.size() == 1);
    f.run_pending();
    CHECK(f.server->census() == before);
    const std::string octets("\0any\0thing", 10);
    REQUIRE(client.send(octets) == octets.size());
    CHECK(read_all(f.streams[0].descriptor, octets.size()) == octets);
    CHECK(f.log.empty());
    CHECK_FALSE(client.is_ended());
  }

  TEST_CASE("octets that came behind the call are handed over, at every split") {
    const std::string wire = serialize(raw()) + std::string("early\0{}\0 octets", 16);
    for (std::size_t split = 1; split < wire.size(); ++split) {
      CAPTURE(split);
      UpgradeFixture f;
      RawClient client(f.path());
      client.send(wire.substr(0, split));
      f.run_pending();
      client.send(wire.substr(split));
      next_reply(f, client);
      REQUIRE(f.streams.size() == 1);
      std::string got = f.streams[0].received;
      got += read_all(f.streams[0].descriptor, 16 - got.size());
      CHECK(got == std::string("early\0{}\0 octets", 16));
      CHECK(f.log.empty());
    }
  }

  TEST_CASE("only a call with `upgrade` may use it, and only such a method takes one") {
    UpgradeFixture f;
    RawClient client(f.path());
    for (Call call : {raw(false), echo(1), Call{.method = "org.varlink.service.GetInfo"}}) {
      if (call.method != "test.Calls.Raw") call.upgrade = true;
      client.call(call);
      const Reply reply = next_reply(f, client);
      CHECK(reply.error == "org.varlink.service.InvalidParameter");
      CHECK(reply.parameters == Json{{"parameter", "upgrade"}});
    }
    Call silent = raw();
    silent.oneway = true;
    client.call(silent);
    client.call(echo(2));
    CHECK(next_reply(f, client).parameters["number"] == 2);
    CHECK(f.streams.empty());
  }

  TEST_CASE("a routine whose client has gone gets no stream") {
    ServerFixture f;
    std::optional<AsyncCall> kept;
    f.server->add_upgrade("test.Calls.Raw",
                          [&](AsyncCall call, const Json&) { kept.emplace(std::move(call)); });
    auto client = std::make_unique<RawClient>(f.path());
    client->call(raw());
    REQUIRE(f.run_until([&] { return kept.has_value(); }));
    client.reset();
    REQUIRE(f.run_until([&] { return kept->is_cancelled(); }));
    CHECK_FALSE(std::move(*kept).upgrade());
    kept.reset();
    CHECK(f.server->census().handles == 0);
  }

  TEST_CASE("the client gets a descriptor that has read nothing of what follows the reply") {
    UpgradeFixture f;
    int descriptor = -1;
    std::atomic<bool> done = false;
    std::thread thread([&] {
      const auto opened = call_upgrade(f.path(), {.method = "test.Calls.Raw"});
      if (opened) descriptor = *opened;
      done = true;
    });
    REQUIRE(f.run_until([&] { return !f.streams.empty(); }));
    const std::string octets("at once\0", 8);
    REQUIRE(::send(f.streams[0].descriptor, octets.data(), octets.size(), 0) == 8);
    REQUIRE(f.run_until([&] { return done.load(); }));
    thread.join();
    REQUIRE(descriptor >= 0);
    CHECK(read_all(descriptor, 8) == octets);
    CHECK((::fcntl(descriptor, F_GETFL) & O_NONBLOCK) == 0);
    CHECK((::fcntl(descriptor, F_GETFD) & FD_CLOEXEC) != 0);
    ::close(descriptor);
  }

  TEST_CASE("an error reply is the client's error, and a missing daemon is 711") {
    UpgradeFixture f;
    ErrorCode code{};
    std::atomic<bool> done = false;
    std::thread thread([&] {
      code = call_upgrade(f.path(), {.method = "test.Calls.Echo"}).error().code;
      done = true;
    });
    REQUIRE(f.run_until([&] { return done.load(); }));
    thread.join();
    CHECK(code == ErrorCode::kInvalidParameter);
    CHECK(call_upgrade(f.path("nobody"), raw()).error().code == ErrorCode::kServiceNotReachable);
  }
}

}  // namespace dial::rpc
