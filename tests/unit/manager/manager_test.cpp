#include "manager/manager.hpp"

#include "simulator/line.hpp"
#include "unit/manager/manager_bench.hpp"

using namespace dial;
using namespace dial::manager;

namespace {

struct Watcher final : WatchObserver {
  void on_change(const WatchEvent&) override {}
};

// Counts what is allocated through it.
template <class T>
struct CountingAllocator {
  using value_type = T;
  explicit CountingAllocator(std::size_t& the_count) : count(&the_count) {}
  template <class U>
  CountingAllocator(const CountingAllocator<U>& other) : count(other.count) {}
  T* allocate(std::size_t n) {
    ++*count;
    return std::allocator<T>().allocate(n);
  }
  void deallocate(T* pointer, std::size_t n) {
    --*count;
    std::allocator<T>().deallocate(pointer, n);
  }
  template <class U>
  bool operator==(const CountingAllocator<U>& other) const {
    return count == other.count;
  }
  std::size_t* count;
};

}  // namespace

TEST_SUITE("manager::Manager") {
  TEST_CASE("an observer is never called inside a call of the manager's") {
    ManagerBench bench;
    bench.files.write_direct("a", "/dev/does-not-exist");
    const auto observer = std::make_shared<Recorder>();
    const auto id = bench.dial("a", observer);
    REQUIRE(id);
    bool hung_up = false;
    bench.manager().hang_up(*id, 1000, false, [&](const auto&) {
      hung_up = true;
      CHECK(observer->has_heard(State::kDisconnected));
    });
    CHECK(observer->heard.empty());
    CHECK(bench.loop.run_until([&] { return hung_up; }));
    CHECK(observer->heard.size() == 1);
    bench.finish();
  }

  TEST_CASE("a shut-down is done once, whether lines need time to close or not") {
    ManagerBench bench;
    FarEnd far_end;
    bench.files.write_direct("a", "/dev/does-not-exist");
    bench.files.write_direct("b", far_end.device());
    for (const std::string entry : {"", "a", "b"}) {
      CAPTURE(entry);
      PhoneBook book({.directory = bench.files.path(), .secrets = ""});
      REQUIRE(book.load());
      Manager manager(
          bench.loop, book,
          [](std::span<std::uint8_t> octets) { std::ranges::fill(octets, std::uint8_t{7}); },
          Manager::Settings{.lock_directory = bench.files.path()});
      DialRequest request;
      request.parameters.entry = entry;
      if (!entry.empty()) REQUIRE(manager.dial(request));
      if (entry == "b") bench.loop.settle();
      int done = 0;
      manager.shut_down([&] { ++done; });
      CHECK(done == 0);
      CHECK(bench.loop.run_until([&] { return done > 0; }));
      bench.loop.settle();
      CHECK(done == 1);
    }
  }

  TEST_CASE("a connection whose line was lost takes no further reference") {
    ManagerBench bench;
    simulator::SimulatedLine line(bench.loop, {});
    bench.files.write_entry("a", line.device(), "number = \"5551234\"\n", "");
    const auto observer = std::make_shared<Recorder>();
    const auto id = bench.dial("a", observer);
    REQUIRE(id);
    REQUIRE(bench.loop.run_until([&] { return observer->has_heard(State::kConnected); }));
    CHECK(bench.dial("a", nullptr));
    line.lose_carrier();
    const auto is_lost = [&] { return bool(bench.manager().status(*id)->error); };
    REQUIRE(bench.loop.run_until(is_lost));
    REQUIRE(bench.manager().status(*id)->state != State::kDisconnected);
    const auto late = std::make_shared<Recorder>();
    const auto refused = bench.dial("a", late);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kAlreadyDisconnecting);
    bench.finish();
    CHECK(late->heard.empty());
  }

  TEST_CASE("watchers that have gone are not kept until the next change") {
    std::size_t kept = 0;  // outlives the manager, which lets go of the last
    ManagerBench bench;
    for (int i = 0; i < 100; ++i) {
      REQUIRE(bench.manager().watch(
          {.observer = std::allocate_shared<Watcher>(CountingAllocator<Watcher>(kept))}));
    }
    CHECK(kept <= 1);
  }
}
