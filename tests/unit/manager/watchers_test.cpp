// Those who watch a manager, fast and slow, and what they can ask of what has ended.
#include "manager/watchers.hpp"

#include "simulator/line.hpp"
#include "unit/manager/manager_bench.hpp"

using namespace dial;
using namespace dial::manager;
using Kind = WatchEvent::Kind;

namespace {

struct Watcher final : WatchObserver {
  void on_change(const WatchEvent& event) override {
    REQUIRE(ready);
    seen.push_back(event);
    if (room != 0 && --room == 0) ready = false;
  }
  bool is_ready() const override { return ready; }
  std::size_t count(Kind kind) const {
    return static_cast<std::size_t>(std::ranges::count(seen, kind, &WatchEvent::kind));
  }
  bool has_seen_end() const {
    return !seen.empty() && seen.back().status.state == State::kDisconnected;
  }
  bool ready = true;
  std::size_t room = 0;  // events until it is not ready; 0: never
  std::vector<WatchEvent> seen;
};

// A manager with one entry, "a", whose line works.
struct WatchBench : ManagerBench {
  WatchBench() : line(loop, {}) {
    files.write_entry("a", line.device(), "number = \"5551234\"\n", "");
    files.write_direct("b", "/dev/does-not-exist");
  }
  ConnectionId connect() {
    const auto observer = std::make_shared<Recorder>();
    const auto id = dial("a", observer);
    REQUIRE(id);
    REQUIRE(loop.run_until([&] { return observer->has_heard(State::kConnected); }));
    return *id;
  }
  void hang_up(ConnectionId id) {
    bool done = false;
    manager().hang_up(id, 1000, false, [&](const auto& outcome) { done = outcome.has_value(); });
    REQUIRE(loop.run_until([&] { return done; }));
  }
  std::shared_ptr<Watcher> watch(WatchRequest request = {}) {
    auto watcher = std::make_shared<Watcher>();
    request.observer = watcher;
    REQUIRE(manager().watch(request));
    return watcher;
  }
  simulator::SimulatedLine line;
};

}  // namespace

TEST_SUITE("manager::Watchers") {
  TEST_CASE("a watcher that is not ready is told nothing, loses nothing, and holds up nobody") {
    WatchBench bench;
    const auto slow = bench.watch();
    const auto fast = bench.watch();
    slow->ready = false;
    const ConnectionId id = bench.connect();
    bench.hang_up(id);
    CHECK(slow->seen.empty());
    REQUIRE(fast->has_seen_end());
    bench.manager().continue_watch(*slow);
    bench.loop.settle();
    CHECK(slow->seen.empty());  // it says it is ready and is not
    slow->ready = true;
    bench.manager().continue_watch(*slow);
    CHECK(slow->seen.empty());  // not inside the call
    bench.loop.settle();
    REQUIRE(slow->seen.size() == fast->seen.size());
    for (std::size_t i = 0; i < slow->seen.size(); ++i) {
      CHECK(slow->seen[i].kind == Kind::kChange);
      CHECK(slow->seen[i].sequence == i + 1);
      CHECK(slow->seen[i].status.state == fast->seen[i].status.state);
    }
    bench.finish();
  }

  TEST_CASE("one that takes one event at a time gets them all, in order") {
    WatchBench bench;
    const auto fast = bench.watch();
    const auto slow = bench.watch();
    slow->room = 1;
    bench.hang_up(bench.connect());
    while (!slow->ready) {
      slow->ready = true;
      slow->room = 1;
      bench.manager().continue_watch(*slow);
      bench.loop.settle();
    }
    REQUIRE(slow->seen.size() == fast->seen.size());
    for (std::size_t i = 0; i < slow->seen.size(); ++i)
      CHECK(slow->seen[i].sequence == i + 1);
    bench.finish();
  }

  TEST_CASE("past its queue a watcher is told what it lost and what there is then, and goes on") {
    WatchBench bench;
    const auto slow = bench.watch({.queue = 4});
    slow->ready = false;
    const ConnectionId first = bench.connect();
    bench.hang_up(first);
    const ConnectionId second = bench.connect();
    slow->ready = true;
    bench.manager().continue_watch(*slow);
    bench.loop.settle();
    REQUIRE(slow->seen.size() == 6);
    for (std::uint64_t n = 1; n <= 4; ++n)
      CHECK(slow->seen[n - 1].sequence == n);
    CHECK(slow->seen[4].kind == Kind::kLost);
    CHECK(slow->seen[5].kind == Kind::kPresent);
    CHECK(slow->seen[5].sequence == slow->seen[4].sequence);
    CHECK(slow->seen[5].status.id == second);
    CHECK(slow->seen[5].status.state == State::kConnected);
    bench.hang_up(second);
    REQUIRE(slow->seen.size() == 7);
    CHECK(slow->seen[6].sequence == slow->seen[4].sequence + 1);
    CHECK(slow->has_seen_end());
    bench.finish();
  }

  TEST_CASE("one connection watched alone: its changes, its totals, the end of the watch") {
    WatchBench bench;
    const ConnectionId id = bench.connect();
    const auto alone = bench.watch({.connection = id});
    REQUIRE(bench.dial("b", nullptr));  // fails at once
    bench.loop.settle();
    bench.hang_up(id);
    REQUIRE(alone->seen.size() == 3);
    CHECK(alone->seen[0].kind == Kind::kPresent);
    CHECK(alone->seen[1].status.id == id);
    CHECK(alone->seen[1].status.state == State::kDisconnected);
    REQUIRE(alone->seen[1].totals);
    CHECK(alone->seen[1].totals->line_bytes_sent > 0);
    CHECK(alone->seen[2].kind == Kind::kEnd);

    const auto late = bench.watch({.connection = id});
    bench.loop.settle();
    REQUIRE(late->seen.size() == 2);
    CHECK(late->seen[0].kind == Kind::kPresent);
    CHECK(late->seen[0].totals->line_bytes_sent == alone->seen[1].totals->line_bytes_sent);
    CHECK(late->seen[1].kind == Kind::kEnd);

    const auto refused = bench.manager().watch(
        {.observer = std::make_shared<Watcher>(), .connection = ConnectionId{1}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kInvalidHandle);
    bench.finish();
  }

  TEST_CASE("a watcher that goes while it is slow takes its queue with it") {
    WatchBench bench;
    auto slow = bench.watch();
    slow->ready = false;
    const ConnectionId id = bench.connect();
    slow.reset();
    bench.hang_up(id);
    bench.finish();
  }

  TEST_CASE("only the end of a connection has totals, and it is what is asked for later") {
    WatchBench bench;
    const auto watcher = bench.watch();
    const ConnectionId id = bench.connect();
    bench.hang_up(id);
    for (const WatchEvent& event : watcher->seen)
      CHECK(event.totals.has_value() == (event.status.state == State::kDisconnected));
    const auto& totals = watcher->seen.back().totals;
    const auto later = bench.manager().statistics(id);
    REQUIRE(later);
    CHECK(later->line_bytes_received == totals->line_bytes_received);
    CHECK(later->connected == totals->connected);
    bench.finish();
  }
}

TEST_SUITE("manager::Manager, what has ended") {
  TEST_CASE("the final record stands still: state, reason, figures, time") {
    WatchBench bench;
    const ConnectionId id = bench.connect();
    // Time passes while it is up.
    const auto is_older = [&] { return bench.manager().statistics(id)->connected.count() >= 20; };
    REQUIRE(bench.loop.run_until(is_older));
    bench.line.lose_carrier();
    const auto is_down = [&] {
      return bench.manager().status(id)->state == State::kDisconnected &&
             bench.manager().connections().empty();
    };
    REQUIRE(bench.loop.run_until(is_down));
    const auto status = bench.manager().status(id);
    const auto figures = bench.manager().statistics(id);
    CHECK(status->error.code == ErrorCode::kLinkFailure);
    CHECK(status->error.raw == "NO CARRIER");
    CHECK(figures->connected.count() >= 20);
    CHECK(figures->line_bytes_received > 0);
    CHECK(status->age >= figures->connected);
    const TimePoint then = uv::now_on(bench.loop) + Duration(30);
    REQUIRE(bench.loop.run_until([&] {
      uv_update_time(bench.loop);
      return uv::now_on(bench.loop) >= then;
    }));
    CHECK(bench.manager().status(id)->age == status->age);
    CHECK(bench.manager().statistics(id)->connected == figures->connected);
    const auto records = bench.manager().projections(id);
    REQUIRE(records);
    CHECK_FALSE((*records)[1].error);
    bench.finish();
  }

  TEST_CASE("an entry shows what is up, else its last end, else that it was never dialled") {
    WatchBench bench;
    CHECK(bench.manager().entry_status("a", 0).error().code == ErrorCode::kNoConnection);
    CHECK(bench.manager().entry_status("nobody", 0).error().code ==
          ErrorCode::kCannotFindPhonebookEntry);
    const ConnectionId id = bench.connect();
    CHECK(bench.manager().entry_status("a", 0)->state == State::kConnected);
    bench.hang_up(id);
    CHECK(bench.manager().entry_status("a", 0)->id == id);
    CHECK(bench.manager().entry_status("a", 0)->state == State::kDisconnected);
    const ConnectionId next = bench.connect();
    CHECK(bench.manager().entry_status("a", 0)->id == next);
    bench.finish();
  }

  TEST_CASE(
      "ids ascend from a start that is drawn, so that those of a former manager mean nothing") {
    WatchBench first;
    const ConnectionId one = first.connect();
    first.hang_up(one);
    const ConnectionId two = first.connect();
    CHECK(two.value == one.value + 1);
    CHECK(one.value < std::uint64_t{1} << 53);
    first.finish();

    PhoneBook book({.directory = first.files.path(), .secrets = ""});
    REQUIRE(book.load());
    Manager second(
        first.loop, book,
        [](std::span<std::uint8_t> octets) { std::ranges::fill(octets, std::uint8_t{255}); },
        Manager::Settings{.lock_directory = first.files.path()});
    DialRequest request;
    request.parameters.entry = "b";
    const auto id = second.dial(request);
    REQUIRE(id);
    CHECK(id->value != one.value);
    CHECK(id->value < std::uint64_t{1} << 53);
    for (const ConnectionId stale : {one, two}) {
      CHECK(second.status(stale).error().code == ErrorCode::kInvalidHandle);
      Result<> outcome;
      second.hang_up(stale, 0, true, [&](const auto& result) {
        if (!result) outcome = std::unexpected(result.error());
      });
      first.loop.settle();
      REQUIRE_FALSE(outcome);
      CHECK(outcome.error().code == ErrorCode::kInvalidHandle);
    }
    bool done = false;
    second.shut_down([&] { done = true; });
    CHECK(first.loop.run_until([&] { return done; }));
  }
}
