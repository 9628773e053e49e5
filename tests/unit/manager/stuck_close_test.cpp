// A port whose close never comes to an end, as that of a USB adapter that is gone under some
// drivers. This program has a close_slowly() of its own: it keeps what it is given until it is
// told.
#include "sys/slow_close.hpp"

#include "unit/manager/manager_bench.hpp"

namespace dial::sys {
namespace {
struct Kept {
  Fd descriptor;
  std::function<void()> done;
};
std::vector<Kept> kept;
}  // namespace

void close_slowly(Fd descriptor, std::function<void()> done) {
  kept.push_back({std::move(descriptor), std::move(done)});
}

std::size_t slow_closes() {
  return kept.size();
}
}  // namespace dial::sys

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::manager;

TEST_SUITE("manager::Connection, stuck") {
  TEST_CASE(
      "a close that never ends is left alone after five seconds, which is said, and the dial "
      "ends") {
    ManagerBench bench;
    std::vector<std::string> said;
    bench.settings.network.log = [&](const std::string& entry, const std::string& text) {
      said.push_back(entry + ": " + text);
    };
    const FarEnd far_end;
    bench.files.write_direct("a", far_end.device());
    const auto observer = std::make_shared<Recorder>();
    const auto id = bench.dial("a", observer);
    REQUIRE(bench.loop.run_until([&] { return observer->has_heard(State::kAllDevicesConnected); }));
    const auto begun = std::chrono::steady_clock::now();
    bool is_done = false;
    bench.manager().hang_up(*id, 0, true, [&](const auto&) { is_done = true; });
    REQUIRE(bench.loop.run_until([&] { return is_done; }));
    const auto took = std::chrono::steady_clock::now() - begun;
    CHECK(sys::slow_closes() == 1);
    CHECK(took >= 5s);
    CHECK(took < 7s);
    CHECK(observer->has_heard(State::kDisconnected));
    REQUIRE(said.size() == 1);
    CHECK(said[0] == "a: closing " + far_end.device() +
                         " has not come to an end within 5 s and is left alone");
    for (auto& late : sys::kept)  // whenever the kernel is done after all
      late.done();
    bench.finish();
  }
}
