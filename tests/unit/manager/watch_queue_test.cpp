#include "manager/watch_queue.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace dial;
using namespace dial::manager;
using Kind = WatchEvent::Kind;

namespace {

constexpr ConnectionId kMine{7};
constexpr ConnectionId kOther{8};

WatchEvent change(std::uint64_t sequence, ConnectionId id = kMine) {
  return {.sequence = sequence, .status = {.id = id}};
}
WatchEvent last_change(std::uint64_t sequence, ConnectionId id = kMine) {
  WatchEvent event = change(sequence, id);
  event.status.state = State::kDisconnected;
  event.totals.emplace();
  return event;
}
WatchEvent present(ConnectionId id) {
  return {.status = {.id = id}};
}

// "C1 C2 L5 P5": kind and sequence of everything there is; a snapshot that is asked for is `there`.
std::string taken(WatchQueue& queue, std::uint64_t now = 0,
                  const std::vector<WatchEvent>& there = {}) {
  std::string text;
  while (const auto event = queue.poll_event()) {
    if (queue.needs_snapshot()) queue.put_snapshot(now, there);
    text += text.empty() ? "" : " ";
    text += "PCLE"[static_cast<std::size_t>(event->kind)] + std::to_string(event->sequence);
  }
  return text;
}

}  // namespace

TEST_SUITE("manager::WatchQueue") {
  TEST_CASE("what there is comes first, then every change in order, none merged") {
    WatchQueue queue(10);
    queue.put_snapshot(3, {present(kMine), present(kOther)});
    for (std::uint64_t n = 4; n <= 8; ++n)
      queue.put_change(change(n));
    CHECK(taken(queue) == "P3 P3 C4 C5 C6 C7 C8");
    CHECK(taken(queue).empty());
  }

  TEST_CASE("a queue that is exactly full has lost nothing") {
    WatchQueue queue(3);
    for (std::uint64_t n = 1; n <= 3; ++n)
      queue.put_change(change(n));
    CHECK(taken(queue) == "C1 C2 C3");
  }

  TEST_CASE(
      "past the limit what was kept stays, and one record says up to where the rest is lost") {
    WatchQueue queue(3);
    for (std::uint64_t n = 1; n <= 9; ++n)
      queue.put_change(change(n));
    CHECK(taken(queue, 9, {present(kMine)}) == "C1 C2 C3 L9 P9");
    queue.put_change(change(10));
    CHECK(taken(queue) == "C10");
  }

  TEST_CASE(
      "room that is made does not open a gap: what comes after a loss is lost until it is told") {
    WatchQueue queue(2);
    for (std::uint64_t n = 1; n <= 3; ++n)
      queue.put_change(change(n));
    CHECK(queue.poll_event()->sequence == 1);
    queue.put_change(change(4));
    CHECK(queue.poll_event()->sequence == 2);
    queue.put_change(change(5));
    CHECK(taken(queue, 5) == "L5");
    CHECK_FALSE(queue.needs_snapshot());
  }

  TEST_CASE("a snapshot does not count against the limit") {
    WatchQueue queue(1);
    queue.put_snapshot(0, {present({1}), present({2}), present({3})});
    queue.put_change(change(1));
    CHECK(taken(queue) == "P0 P0 P0 C1");
  }

  TEST_CASE("one connection watched alone: nothing of another, and an end behind its end") {
    WatchQueue queue(2, kMine);
    queue.put_snapshot(1, {present(kMine), present(kOther)});
    for (std::uint64_t n = 2; n < 20; ++n)
      queue.put_change(change(n, kOther));  // nor does it fill the queue
    queue.put_change(change(20));
    queue.put_change(last_change(21));
    queue.put_change(change(22));
    CHECK_FALSE(queue.is_ended());
    CHECK(taken(queue) == "P1 C20 C21 E21");
    CHECK(queue.is_ended());
    queue.put_change(change(23));
    CHECK(taken(queue).empty());
  }

  TEST_CASE("the end of a connection watched alone is not lost with the changes") {
    for (const bool forgotten : {false, true}) {
      WatchQueue queue(1, kMine);
      queue.put_change(change(1));
      queue.put_change(change(2));
      queue.put_change(last_change(3));
      std::vector<WatchEvent> there;
      if (!forgotten) there = {last_change(3)};
      CHECK(taken(queue, 5, there) == (forgotten ? "C1 L3 E5" : "C1 L3 P5 E5"));
      CHECK(queue.is_ended());
    }
  }

  TEST_CASE("whatever is put and taken in whatever order, a watcher can tell what it missed") {
    std::mt19937 source(1);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const std::size_t limit = 1 + source() % 5;
      WatchQueue queue(limit);
      std::uint64_t made = 0;
      std::uint64_t known = 0;  // of the changes, the last one told or said to be lost
      std::size_t waiting = 0;
      for (int step = 0; step < 200; ++step) {
        if (source() % 2 == 0) {
          queue.put_change(change(++made));
          continue;
        }
        const auto event = queue.poll_event();
        if (!event) {
          REQUIRE(known == made);  // nothing is forgotten in silence
          continue;
        }
        REQUIRE(event->sequence > known);
        if (event->kind == Kind::kChange) REQUIRE(event->sequence == known + 1);
        known = event->sequence;
        if (event->kind != Kind::kLost) continue;
        REQUIRE(known == made);
        REQUIRE(queue.needs_snapshot());
        queue.put_snapshot(made, {});
      }
      waiting = 0;
      while (queue.poll_event() && !queue.needs_snapshot())
        ++waiting;
      CHECK(waiting <= limit);
    }
  }
}
