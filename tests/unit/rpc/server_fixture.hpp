#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "loop_fixture.hpp"
#include "rpc/server.hpp"

namespace dial::rpc::test {

// A server with a few methods of test.Calls on a loop of its own:
//   Echo   replies its parameters at once
//   Hold   is kept in `held` until the test ends it
//   Drop   lets go of its handle
class ServerFixture : public LoopFixture {
 public:
  explicit ServerFixture(ServerLimits limits = {}) { start(limits); }
  ~ServerFixture() { held.clear(); }

  void start(ServerLimits limits = {}) {
    server = std::make_unique<Server>(loop(), ServerInfo{.version = "1.2"}, limits,
                                      [this](const std::string& line) { log.push_back(line); });
    server->add_interface("test.Calls",
                          "interface test.Calls\nmethod Echo() -> ()\nmethod Later() -> ()\n");
    server->add_method("test.Calls.Echo", [this](AsyncCall call, Json parameters) {
      ++echoes;
      std::move(call).complete(std::move(parameters));
    });
    server->add_method("test.Calls.Hold",
                       [this](AsyncCall call, Json) { held.push_back(std::move(call)); });
    server->add_method("test.Calls.Drop", [](const AsyncCall&, const Json&) {});
    REQUIRE(server->listen(path(), 0600));
  }
  // The held call, for which the loop runs.
  AsyncCall take_held() {
    REQUIRE(run_until([this] { return !held.empty(); }));
    AsyncCall call = std::move(held.front());
    held.erase(held.begin());
    return call;
  }

  std::vector<std::string> log;
  std::vector<AsyncCall> held;
  int echoes = 0;
  std::unique_ptr<Server> server;
};

inline Call echo(int number) {
  return {.method = "test.Calls.Echo", .parameters = {{"number", number}}};
}
inline Call hold(bool more = false) {
  return {.method = "test.Calls.Hold", .more = more};
}

}  // namespace dial::rpc::test
