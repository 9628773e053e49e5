#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "rpc/client.hpp"
#include "rpc/messages.hpp"
#include "server_fixture.hpp"

namespace dial::rpc {
namespace {

using namespace test;
using namespace std::chrono_literals;

// Runs `work`, which blocks, on a thread of its own while the loop serves it here.
template <class Work>
auto beside(LoopFixture& fixture, Work work) {
  std::optional<decltype(work())> result;
  std::atomic<bool> done = false;
  std::thread thread([&] {
    result.emplace(work());
    done = true;
  });
  const bool in_time = fixture.run_until([&] { return done.load(); });
  thread.join();
  REQUIRE(in_time);
  return std::move(*result);
}

}  // namespace

TEST_SUITE("rpc::BlockingClient") {
  TEST_CASE("a call returns the reply's parameters, on one connection for many calls") {
    ServerFixture f;
    BlockingClient client(f.path());
    for (int i = 0; i < 3; ++i) {
      const auto reply = beside(f, [&] { return client.call(echo(i)); });
      REQUIRE(reply.has_value());
      CHECK((*reply)["number"] == i);
    }
    CHECK(f.server->clients() == 1);
  }

  TEST_CASE("a daemon that is not there is not reachable, and its absence is not kept") {
    ServerFixture f;
    f.server.reset();
    BlockingClient client(f.path());
    const auto reply = client.call(echo(1));
    REQUIRE_FALSE(reply.has_value());
    CHECK(reply.error().code == ErrorCode::kServiceNotReachable);
    CHECK(reply.error().os_error == ENOENT);
    f.start();
    CHECK(beside(f, [&] { return client.call(echo(1)); }).has_value());
  }

  TEST_CASE("a daemon that was restarted between two calls is connected to again") {
    ServerFixture f;
    BlockingClient client(f.path());
    CHECK(beside(f, [&] { return client.call(echo(1)); }).has_value());
    f.server.reset();
    f.start();
    CHECK(beside(f, [&] { return client.call(echo(2)); }).has_value());
  }

  TEST_CASE("an answer that is late is not taken for the next call's") {
    ServerFixture f;
    BlockingClient client(f.path());
    const auto late = beside(f, [&] { return client.call(hold(), 30ms); });
    REQUIRE_FALSE(late.has_value());
    CHECK(late.error().code == ErrorCode::kServiceNotReachable);
    AsyncCall held = f.take_held();
    const auto next = beside(f, [&] { return client.call(echo(2)); });
    REQUIRE(next.has_value());
    CHECK((*next)["number"] == 2);
    std::move(held).complete({{"late", true}});
    const auto third = beside(f, [&] { return client.call(echo(3)); });
    REQUIRE(third.has_value());
    CHECK((*third)["number"] == 3);
  }

  TEST_CASE("an error reply is the error it carries") {
    ServerFixture f;
    f.server->add_method("test.Calls.Busy", [](AsyncCall call, const Json&) {
      std::move(call).abort(Error{ErrorCode::kLineBusy, Layer::kModem, "dialling", "BUSY"});
    });
    BlockingClient client(f.path());
    const auto busy = beside(f, [&] { return client.call({.method = "test.Calls.Busy"}); });
    REQUIRE_FALSE(busy.has_value());
    CHECK(busy.error() == Error{ErrorCode::kLineBusy, Layer::kModem, "dialling", "BUSY"});
    CHECK(beside(f, [&] { return client.call(echo(1)); }).has_value());
  }

  TEST_CASE("the replies of a stream are taken one by one, and then there are no more") {
    ServerFixture f;
    f.server->add_method("test.Calls.Three", [](AsyncCall call, const Json&) {
      call.stream({{"n", 1}});
      call.stream({{"n", 2}});
      std::move(call).complete({{"n", 3}});
    });
    BlockingClient client(f.path());
    const Call call{.method = "test.Calls.Three", .more = true};
    CHECK(beside(f, [&] { return client.call(call); }).value()["n"] == 1);
    CHECK(client.next(1s)->parameters["n"] == 2);
    CHECK(client.next(std::nullopt)->parameters["n"] == 3);
    const auto none = client.next(std::nullopt);
    REQUIRE_FALSE(none.has_value());
    CHECK(none.error().code == ErrorCode::kNoMoreItems);
  }

  TEST_CASE("a call in the middle of a stream ends the stream") {
    ServerFixture f;
    BlockingClient client(f.path());
    f.server->add_method("test.Calls.Start", [&](AsyncCall call, const Json&) {
      call.stream(Json::object());
      f.held.push_back(std::move(call));
    });
    REQUIRE(beside(f, [&] { return client.call({.method = "test.Calls.Start", .more = true}); }));
    const AsyncCall held = f.take_held();
    CHECK(beside(f, [&] { return client.call(echo(5)); }).value()["number"] == 5);
    CHECK(f.run_until([&] { return held.is_cancelled(); }));
  }

  TEST_CASE("a oneway call waits for nothing, and the next call gets its own answer") {
    ServerFixture f;
    BlockingClient client(f.path());
    REQUIRE(client.send_oneway(echo(1)).has_value());  // the loop does not run
    const auto reply = beside(f, [&] { return client.call(echo(2)); });
    CHECK(reply.value()["number"] == 2);
    CHECK(f.echoes == 2);
  }

  TEST_CASE("a daemon that answers garbage or closes without an answer is not reachable") {
    LoopFixture f;
    for (const std::string& answer : {std::string("garbage\0", 8), std::string("half")}) {
      const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
      sockaddr_un address{};
      address.sun_family = AF_UNIX;
      std::strncpy(address.sun_path, f.path().c_str(), sizeof address.sun_path - 1);
      REQUIRE(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
      REQUIRE(::listen(listener, 1) == 0);
      std::thread daemon([&] {
        const int client = ::accept(listener, nullptr, nullptr);
        std::array<char, 256> space{};
        static_cast<void>(::recv(client, space.data(), space.size(), 0));
        static_cast<void>(::send(client, answer.data(), answer.size(), MSG_NOSIGNAL));
        ::close(client);
      });
      BlockingClient client(f.path());
      const auto reply = client.call(echo(1));
      daemon.join();
      REQUIRE_FALSE(reply.has_value());
      CHECK(reply.error().code == ErrorCode::kServiceNotReachable);
      ::close(listener);
      std::filesystem::remove(f.path());
    }
  }

  TEST_CASE("several threads may share a client") {
    ServerFixture f;
    BlockingClient client(f.path());
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 50; ++i) {
          const auto reply = client.call(echo(t * 1000 + i));
          if (reply && (*reply)["number"] == t * 1000 + i) ++good;
        }
      });
    }
    CHECK(f.run_until([&] { return good == 200; }));
    for (std::thread& thread : threads)
      thread.join();
  }
}

TEST_SUITE("rpc::error_of") {
  TEST_CASE("no error is no error") {
    CHECK_FALSE(error_of(Reply{}));
  }

  TEST_CASE("every error of the wire has a code, and its name as raw words") {
    const std::pair<std::string, ErrorCode> rows[] = {
        {"org.libdial.dial.WrongToken", ErrorCode::kAccessDenied},
        {"org.libdial.dial.MessageTooLarge", ErrorCode::kInvalidSize},
        {"org.libdial.dial.TooManyCalls", ErrorCode::kNotEnoughMemory},
        {"org.libdial.dial.TooManyClients", ErrorCode::kNotEnoughMemory},
        {"org.varlink.service.InterfaceNotFound", ErrorCode::kFeatureDeprecated},
        {"org.varlink.service.MethodNotFound", ErrorCode::kFeatureDeprecated},
        {"org.varlink.service.MethodNotImplemented", ErrorCode::kFeatureDeprecated},
        {"org.varlink.service.InvalidParameter", ErrorCode::kInvalidParameter},
        {"org.varlink.service.PermissionDenied", ErrorCode::kAccessDenied},
        {"org.varlink.service.ExpectedMore", ErrorCode::kInvalidParameter},
        {"org.libdial.dial.Failed", ErrorCode::kUnknown},  // without its problem
        {"com.example.Odd", ErrorCode::kUnknown},
    };
    for (const auto& [name, code] : rows) {
      CAPTURE(name);
      const Error error = error_of(Reply{.error = name});
      CHECK(error.code == code);
      CHECK(error.raw == name);
      CHECK(error.layer == Layer::kService);
    }
  }

  TEST_CASE("a standard error says which parameter it was") {
    const Error error = error_of(Reply{.parameters = {{"parameter", "entry"}},
                                       .error = "org.varlink.service.InvalidParameter"});
    CHECK(error.context == "the daemon refuses a parameter: entry");
  }
}

}  // namespace dial::rpc
