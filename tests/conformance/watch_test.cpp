// Watching: what there is, then every change in order.
#include <algorithm>

#include "conformance/both_ways.hpp"
#include "conformance/watcher.hpp"

namespace dial::conformance {
namespace {

bool is_without_gaps(const std::vector<WatchEvent>& events, std::size_t from) {
  for (std::size_t i = from + 1; i < events.size(); ++i) {
    if (events[i].sequence != events[i - 1].sequence + 1) return false;
  }
  return true;
}

std::string states_of(const std::vector<WatchEvent>& events, const std::string& entry) {
  std::vector<State> states;
  for (const auto& event : events) {
    if (event.status.entry == entry) states.push_back(event.status.state);
  }
  return names(states);
}

const std::string kWhole =
    "OpenPort PortOpened ConnectDevice DeviceConnected AllDevicesConnected Authenticate "
    "AuthProject Projected Connected";

}  // namespace

TEST_SUITE("conformance: watch") {
  TEST_BOTH_WAYS("a watcher hears what there is, then each change in order and without a gap") {
    LabOptions options;
    options.lines = 2;
    Lab lab(Way::kDirect, options);
    Program program(lab.dialer_options());
    const ConnectionId first = program.connect("line0");
    const Watcher watcher;
    REQUIRE(program.with([&](Dialer& dialer) { return dialer.watch(watcher.callable()); }));
    auto events = watcher.wait_for(1);
    REQUIRE(events.size() == 1);
    CHECK(events[0].kind == WatchEvent::Kind::kPresent);
    CHECK(events[0].status.id == first);
    CHECK(events[0].status.state == State::kConnected);

    const ConnectionId second = program.connect("line1");
    CHECK(program.hang_up(first));
    CHECK(program.hang_up(second));
    events = watcher.wait_for(12);
    REQUIRE(events.size() == 12);
    CHECK(is_without_gaps(events, 0));
    CHECK(std::ranges::count(events, WatchEvent::Kind::kChange, &WatchEvent::kind) == 11);
    CHECK(states_of(events, "line1") == kWhole + " Disconnected");
    CHECK(states_of(events, "line0") == "Connected Disconnected");
    CHECK(watcher.is_all_on(program.thread()));
  }

  TEST_BOTH_WAYS("two watchers of two programs hear the same") {
    LabOptions options;
    options.lines = 2;
    Lab lab(Way::kDirect, options);
    Program one(lab.dialer_options());
    Program two(lab.dialer_options());
    const Watcher first;
    const Watcher second;
    REQUIRE(one.with([&](Dialer& dialer) { return dialer.watch(first.callable()); }));
    REQUIRE(two.with([&](Dialer& dialer) { return dialer.watch(second.callable()); }));
    // An answered call shows that the daemon has come to the watch before it.
    REQUIRE(eventually([&] {
      if (first.wait_for(0).empty() || second.wait_for(0).empty()) {
        const auto id = one.connect("line1");
        return one.hang_up(id) && !first.wait_for(0).empty() && !second.wait_for(0).empty();
      }
      return true;
    }));
    Handler handlers[2];
    const auto here = one.dial("line0", handlers[0], kGood);
    const auto there = two.dial("line1", handlers[1], "5557700");
    REQUIRE(here);
    REQUIRE(there);
    REQUIRE(handlers[0].wait_for_end());
    REQUIRE(handlers[1].wait_for_end());
    CHECK(one.hang_up(*here));
    const auto is_over = [&](const std::vector<WatchEvent>& events) {
      return std::ranges::any_of(events, [&](const WatchEvent& event) {
        return event.status.id == *here && event.status.state == State::kDisconnected;
      });
    };
    CHECK(eventually([&] { return is_over(first.wait_for(0)) && is_over(second.wait_for(0)); }));
    const auto heard = first.wait_for(0);
    const auto also = second.wait_for(0);
    CHECK(is_without_gaps(heard, 0));
    CHECK(is_without_gaps(also, 0));
    for (const WatchEvent& event : heard) {
      const auto same = std::ranges::find(also, event.sequence, &WatchEvent::sequence);
      if (same == also.end()) continue;  // before the later watch began
      CHECK(same->status.id == event.status.id);
      CHECK(same->status.state == event.status.state);
    }
  }

  TEST_BOTH_WAYS("the failure of a dial is told with its error, and the handler hears the same") {
    Lab lab(Way::kDirect);
    Program program(lab.dialer_options());
    const ConnectionId up = program.connect("line0");
    const Watcher watcher;
    REQUIRE(program.with([&](Dialer& dialer) { return dialer.watch(watcher.callable()); }));
    REQUIRE(watcher.wait_for(1).size() == 1);
    CHECK(program.hang_up(up));
    const Handler handler;
    REQUIRE(program.dial("line0", handler, "5557700"));
    REQUIRE(handler.wait_for_end());
    const auto events = watcher.wait_for(7);
    REQUIRE(events.size() == 7);
    CHECK(is_without_gaps(events, 0));
    const auto calls = handler.calls();
    REQUIRE(calls.size() == 5);
    for (std::size_t i = 0; i < calls.size(); ++i) {
      CHECK(events[i + 2].status.state == calls[i].notification.state);
      CHECK(events[i + 2].status.error == calls[i].notification.error);
    }
  }
}

}  // namespace dial::conformance
