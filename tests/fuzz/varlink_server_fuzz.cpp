// A server with a routine of each kind, and clients that send anything, overlap and go at any time.
#include <uv.h>

#include <cstdint>
#include <vector>

#include "fuzz/fuzz_client.hpp"
#include "rpc/server.hpp"

namespace {

using namespace dial::rpc;

// The calls that are open, and how many clients were seen to go.
struct Held {
  std::vector<AsyncCall> calls;
  unsigned cancelled = 0;
};

void add_methods(Server& server, Held& held) {
  server.add_interface("t.I", "interface t.I\nmethod Later() -> ()\n");
  server.add_method("t.I.Echo", [](AsyncCall call, Json parameters) {
    call.stream(parameters);
    std::move(call).complete(std::move(parameters));
  });
  server.add_method("t.I.Drop", [](const AsyncCall&, const Json&) {});
  server.add_method("t.I.Fail", [](AsyncCall call, const Json&) {
    std::move(call).abort({.code = dial::ErrorCode::kInvalidHandle});
  });
  server.add_method("t.I.Hold", [&held](AsyncCall call, const Json& parameters) {
    call.stream(parameters);
    call.on_cancel([&held] { ++held.cancelled; });
    call.on_drained([] {});
    held.calls.push_back(std::move(call));
  });
  // Ends the oldest call that is held, whoever made it.
  server.add_method("t.I.Release", [&held](AsyncCall call, const Json& parameters) {
    if (!held.calls.empty()) {
      AsyncCall oldest = std::move(held.calls.front());
      held.calls.erase(held.calls.begin());
      oldest.stream(parameters);
      if (!parameters.empty()) std::move(oldest).complete(parameters);
    }
    std::move(call).complete();
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  {
    Held held;
    Server server(&loop, {}, {.calls_per_client = 2, .unsent_per_client = 4096}, nullptr);
    add_methods(server, held);
    dial::fuzz::Address address;
    dial::fuzz::require(server.listen(address.listen()).has_value());
    {
      dial::fuzz::Clients clients(address);
      clients.play(&loop, {data, size});
    }
    for (int i = 0; i < 8; ++i)
      uv_run(&loop, UV_RUN_NOWAIT);
    dial::fuzz::require(server.clients() == 0);
    held.calls.clear();
    dial::fuzz::require_idle(server);
  }
  uv_run(&loop, UV_RUN_NOWAIT);
  dial::fuzz::require(uv_loop_close(&loop) == 0);
  return 0;
}
