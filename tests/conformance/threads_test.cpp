// DESIGN 2, rule 2: several threads, each with its own loop, dial at the same time.
#include <algorithm>

#include "conformance/both_ways.hpp"

namespace dial::conformance {
namespace {

constexpr std::size_t kLines = 4;
constexpr int kRounds = 10;

LabOptions four_lines() {
  LabOptions options;
  options.lines = kLines;
  return options;
}

std::string entry(std::size_t line) {
  return "line" + std::to_string(line);
}

bool is_all_on(const Handler& handler, std::thread::id thread) {
  return std::ranges::all_of(handler.calls(), [&](const Handler::Call& call) {
    return call.thread == thread && !call.is_nested && !call.is_inside_dial;
  });
}

struct Round {
  std::array<Handler, kLines> handlers;
  std::array<ConnectionId, kLines> ids;
};

}  // namespace

TEST_SUITE("conformance: threads") {
  TEST_BOTH_WAYS("four threads with four loops dial four lines at once, each on its own thread") {
    Lab lab(Way::kDirect, four_lines());
    std::array<std::unique_ptr<Program>, kLines> programs;
    for (auto& program : programs)
      program = std::make_unique<Program>(lab.dialer_options());
    for (int round = 0; round < kRounds; ++round) {
      Round dials;
      for (std::size_t line = 0; line < kLines; ++line) {
        programs[line]->post([&, line](Dialer& dialer) {
          // Every other round one of them meets a busy line.
          const bool is_busy = round % 2 == 1 && line == static_cast<std::size_t>(round) % kLines;
          const auto id = dialer.dial({.entry = entry(line), .number = is_busy ? "5557700" : kGood},
                                      dials.handlers[line].callable());
          if (id) dials.ids[line] = *id;
        });
      }
      for (std::size_t line = 0; line < kLines; ++line) {
        const Handler& handler = dials.handlers[line];
        REQUIRE(handler.wait_for_end());
        CHECK(handler.ends() == 1);
        CHECK(is_all_on(handler, programs[line]->thread()));
      }
      std::vector<std::future<Result<>>> ends;
      for (std::size_t line = 0; line < kLines; ++line) {
        REQUIRE(dials.ids[line] != ConnectionId{});
        ends.push_back(programs[line]->start_hang_up(dials.ids[line]));
      }
      for (auto& end : ends)
        CHECK(take(std::move(end), "the completion of a hang-up"));
      for (std::size_t line = 0; line < kLines; ++line)
        CHECK(lab.is_free(line));
    }
  }

  TEST_BOTH_WAYS("one thread with one loop dials four lines at once") {
    Lab lab(Way::kDirect, four_lines());
    Program program(lab.dialer_options());
    for (int round = 0; round < kRounds / 2; ++round) {
      Round dials;
      program.with([&](Dialer& dialer) {
        for (std::size_t line = 0; line < kLines; ++line) {
          const auto id = dialer.dial({.entry = entry(line)}, dials.handlers[line].callable());
          if (id) dials.ids[line] = *id;
        }
      });
      std::vector<std::future<Result<>>> ends;
      for (std::size_t line = 0; line < kLines; ++line) {
        REQUIRE(dials.handlers[line].wait_for_end());
        CHECK(dials.handlers[line].last()->state == State::kConnected);
        CHECK(is_all_on(dials.handlers[line], program.thread()));
        ends.push_back(program.start_hang_up(dials.ids[line]));
      }
      for (auto& end : ends)
        CHECK(take(std::move(end), "the completion of a hang-up"));
    }
  }

  TEST_BOTH_WAYS("a handler on one thread is never called from a dial of another thread") {
    Lab lab(Way::kDirect, four_lines());
    Program first(lab.dialer_options());
    Program second(lab.dialer_options());
    Handler slow;
    slow.hold_in(State::kOpenPort);
    const auto held = first.dial(entry(0), slow, kGood);
    REQUIRE(held);
    REQUIRE(slow.wait_for(State::kOpenPort));
    for (std::size_t line = 1; line < kLines; ++line) {
      const Handler handler;
      const auto id = second.dial(entry(line), handler, kGood);
      REQUIRE(id);
      REQUIRE(handler.wait_for_end());
      CHECK(handler.last()->state == State::kConnected);
      CHECK(is_all_on(handler, second.thread()));
      CHECK(second.hang_up(*id));
    }
    CHECK(slow.calls().size() == 1);
    slow.release();
    REQUIRE(slow.wait_for_end());
    CHECK(is_all_on(slow, first.thread()));
    CHECK(first.hang_up(*held));
  }

  TEST_BOTH_WAYS("threads that come and go leave lines, loops and the manager in order") {
    LabOptions options = four_lines();
    options.numbers = {"5550003=connect 33600 delay=60s"};  // none comes up meanwhile
    Lab lab(Way::kDirect, options);
    Program looker(lab.dialer_options());
    for (int round = 0; round < kRounds; ++round) {
      std::array<std::unique_ptr<Program>, kLines> programs;
      std::array<Handler, kLines> handlers;
      for (std::size_t line = 0; line < kLines; ++line) {
        programs[line] = std::make_unique<Program>(lab.dialer_options());
        REQUIRE(programs[line]->dial(entry(line), handlers[line], "5550003"));
      }
      // They end in the middle of their dials, each somewhere else.
      for (std::size_t line = 0; line < kLines; ++line) {
        if (line % 2 == 1) REQUIRE(handlers[line].wait_for(State::kConnectDevice));
        CHECK(programs[line]->end());
      }
      // A line that was not opened yet is free before its entry is.
      REQUIRE(eventually([&] { return looker.connections() == 0; }));
      for (std::size_t line = 0; line < kLines; ++line)
        CHECK(eventually([&] { return lab.is_free(line); }));
    }
  }
}

}  // namespace dial::conformance
