// Watching within bounds: a watcher that is slow, one connection alone, and how a watch ends.
#include <csignal>

#include "conformance/both_ways.hpp"
#include "conformance/watcher.hpp"

namespace dial::conformance {
namespace {

using Kind = WatchEvent::Kind;

constexpr const char* kNoDevice = "[line]\ndevice = \"/dev/does-not-exist\"\n";

// Beside the lines an entry whose dials fail at once, with three changes each.
LabOptions with_quick_entry() {
  LabOptions options;
  options.profiles = {
      {"quick", std::string("number = \"1\"\ndatapath = \"memory\"\n") + kNoDevice}};
  return options;
}

Result<> watch(Program& program, const Watcher& watcher, const WatchOptions& options = {}) {
  return program.with([&](Dialer& dialer) { return dialer.watch(watcher.callable(), options); });
}

// A loop that does not turn for as long as this lives.
class StoppedLoop {
 public:
  explicit StoppedLoop(Program& program) {
    const auto stands = std::make_shared<std::promise<void>>();
    auto standing = stands->get_future();
    program.post([stands, gate = gate_.get_future().share()](Dialer&) {
      stands->set_value();
      gate.wait();
    });
    take(std::move(standing), "a loop that is about to stand still");
  }
  StoppedLoop(const StoppedLoop&) = delete;
  StoppedLoop& operator=(const StoppedLoop&) = delete;
  ~StoppedLoop() { gate_.set_value(); }

 private:
  std::promise<void> gate_;
};

void fail_often(Program& program, int times) {
  for (int i = 0; i < times; ++i) {
    const Handler handler;
    REQUIRE(program.dial({.entry = "quick"}, handler));
    REQUIRE(handler.wait_for_end());
  }
}

}  // namespace

TEST_SUITE("conformance: watch, bounds") {
  TEST_BOTH_WAYS("a loop that does not turn loses nothing up to its queue, and holds up nobody") {
    Lab lab(Way::kDirect, with_quick_entry());
    Program slow(lab.dialer_options());
    Program fast(lab.dialer_options());
    const Watcher late;
    const Watcher prompt;
    const ConnectionId up = fast.connect("line0");
    REQUIRE(watch(slow, late, {.queue = 5000}));
    REQUIRE(watch(fast, prompt));
    REQUIRE(late.wait_for(1).size() == 1);
    REQUIRE(prompt.wait_for(1).size() == 1);
    {
      const StoppedLoop stopped(slow);
      fail_often(fast, 300);
      CHECK(prompt.wait_for(901).size() == 901);
      CHECK(late.wait_for(0).size() == 1);
    }
    const auto events = late.wait_for(901);
    REQUIRE(events.size() == 901);
    const std::uint64_t before = events[0].sequence;
    for (std::size_t i = 1; i < events.size(); ++i) {
      REQUIRE(events[i].kind == Kind::kChange);
      REQUIRE(events[i].sequence == before + i);
    }
    CHECK(fast.hang_up(up));
  }

  TEST_BOTH_WAYS(
      "past its queue a watcher is told up to where changes are lost, and what is there") {
    Lab lab(Way::kDirect, with_quick_entry());
    Program slow(lab.dialer_options());
    Program fast(lab.dialer_options());
    const Watcher late;
    const ConnectionId up = fast.connect("line0");
    REQUIRE(watch(slow, late, {.queue = 8}));
    REQUIRE(late.wait_for(1).size() == 1);
    {
      const StoppedLoop stopped(slow);
      fail_often(fast, 600);  // more than a socket holds, too
    }
    const auto lost = late.wait_for(Kind::kLost);
    REQUIRE(lost);
    CHECK(fast.hang_up(up));
    const auto is_over = [&] {
      const auto events = late.wait_for(0);
      return events.back().status.id == up && events.back().totals.has_value();
    };
    REQUIRE(eventually(is_over));
    const auto events = late.wait_for(0);
    // In order and without a gap that is not told.
    for (std::size_t i = 1; i < events.size(); ++i) {
      const WatchEvent& event = events[i];
      if (event.kind == Kind::kChange) REQUIRE(event.sequence == events[i - 1].sequence + 1);
      if (event.kind == Kind::kLost) REQUIRE(event.sequence > events[i - 1].sequence + 1);
      if (event.kind != Kind::kPresent) continue;
      REQUIRE(events[i - 1].kind == Kind::kLost);
      CHECK(event.sequence == events[i - 1].sequence);
      CHECK(event.status.id == up);
      CHECK(event.status.state == State::kConnected);
    }
    CHECK(std::ranges::count(events, Kind::kLost, &WatchEvent::kind) == 1);
    CHECK(std::ranges::count(events, Kind::kPresent, &WatchEvent::kind) == 2);
    CHECK(events.size() < 1200);
  }

  TEST_BOTH_WAYS(
      "one connection watched alone: its end with its totals, and then the watch's end") {
    LabOptions options = with_quick_entry();
    options.lines = 2;
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const ConnectionId id = program.connect("line0");
    const ConnectionId other = program.connect("line1");
    const Watcher alone;
    REQUIRE(watch(program, alone, {.connection = id}));
    REQUIRE(alone.wait_for(1).size() == 1);
    CHECK(program.hang_up(other));
    fail_often(program, 3);
    CHECK(program.hang_up(id));
    const auto events = alone.wait_for(3);
    REQUIRE(events.size() == 3);
    CHECK(events[0].kind == Kind::kPresent);
    CHECK(events[0].status.id == id);
    CHECK(events[1].kind == Kind::kChange);
    CHECK(events[1].status.state == State::kDisconnected);
    CHECK(events[1].status.error.code == ErrorCode::kUserDisconnection);
    REQUIRE(events[1].totals);
    CHECK(events[1].totals->line_bytes_sent > 0);
    CHECK(events[2].kind == Kind::kEnd);
    CHECK_FALSE(events[2].status.error);
    const auto final_figures = program.with([&](Dialer& dialer) { return dialer.statistics(id); });
    REQUIRE(final_figures);
    CHECK(final_figures->line_bytes_sent == events[1].totals->line_bytes_sent);
    CHECK(final_figures->connected == events[1].totals->connected);
  }

  TEST_BOTH_WAYS("what cannot be watched is an error at once, or the end of the watch") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const Watcher never;
    for (const std::size_t queue : {std::size_t{0}, std::size_t{65537}}) {
      const auto refused = watch(program, never, {.queue = queue});
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == ErrorCode::kInvalidParameter);
    }
    CHECK_FALSE(program.with([](Dialer& dialer) { return dialer.watch(nullptr); }));
    const Watcher unknown;
    REQUIRE(watch(program, unknown, {.connection = ConnectionId{1}}));
    const auto end = unknown.wait_for(Kind::kEnd);
    REQUIRE(end);
    CHECK(end->status.error.code == ErrorCode::kInvalidHandle);
    const ConnectionId id = program.connect("line0");
    CHECK(program.hang_up(id));
    CHECK(unknown.wait_for(0).size() == 1);
    CHECK(never.wait_for(0).empty());
  }

  TEST_CASE("a daemon that is stopped, or dies, ends every watch and says so, once") {
    for (const int signal : {SIGTERM, SIGKILL}) {
      CAPTURE(signal);
      Lab lab(ThroughDaemon::kDirect);
      Program program(lab.dialer_options());
      const Watcher all;
      const Watcher alone;
      const ConnectionId id = program.connect("line0");
      REQUIRE(watch(program, all));
      REQUIRE(watch(program, alone, {.connection = id}));
      REQUIRE(all.wait_for(1).size() == 1);
      REQUIRE(alone.wait_for(1).size() == 1);
      lab.daemon().signal(signal);
      const bool dies = signal == SIGKILL;
      CHECK(lab.daemon().wait() == (dies ? -SIGKILL : 0));
      const auto end = all.wait_for(Kind::kEnd);
      REQUIRE(end);
      CHECK(end->status.error.code ==
            (dies ? ErrorCode::kServiceNotReachable : ErrorCode::kServiceStopped));
      // Who watched the connection alone was told of its end before, if anybody could tell.
      const auto also = alone.wait_for(Kind::kEnd);
      REQUIRE(also);
      CHECK(bool(also->status.error) == dies);
      CHECK(all.wait_for(0).size() == (dies ? 2 : 3));
      CHECK(alone.wait_for(0).size() == (dies ? 2 : 3));
    }
  }
}

}  // namespace dial::conformance
