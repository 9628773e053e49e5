// Thousands of interleavings of what may happen to a dial, from a seed. Whatever they are, a dial
// makes exactly one terminal call, or none when its Dialer was destroyed or its handler wanted no
// more; nothing after it; never
// on another thread; and no line is left locked, no call left open.
//
// DIAL_SEED=N begins with that seed, DIAL_ROUNDS=N plays so many rounds each way. A round that
// fails prints its seed and its script: DIAL_SEED of that with DIAL_ROUNDS=1 plays it again.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <random>
#include <thread>

#include "conformance/both_ways.hpp"
#include "conformance/interleavings/round.hpp"

namespace dial::conformance {
namespace {

// Rounds wait more than they compute: so many are played side by side, each in a lab of its own.
constexpr std::size_t kTables = 4;
constexpr std::size_t kLines = 2;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

struct Course {
  std::uint64_t seed = number_from("DIAL_SEED", std::random_device{}());
  std::uint64_t rounds = number_from("DIAL_ROUNDS", DIAL_DEFAULT_ROUNDS);
  std::atomic<std::uint64_t> next{0};
  std::atomic<bool> has_failed{false};
  std::mutex mutex;
  std::string report;  // and
  Tally tally;         // under the mutex
};

LabOptions table_options() {
  LabOptions options;
  options.lines = kLines;
  options.numbers = script_numbers();
  options.line.peer.require = ppp::AuthenticationMethod::kChapMd5;
  options.line.peer.tries = 3;  // so that a dial may pause behind a wrong password
  options.modem = "dial_timeout = \"150ms\"\n";
  options.restart = "20ms";
  return options;
}

void report_failure(Course& course, const Script& script, const std::vector<std::string>& found) {
  course.has_failed = true;
  const std::lock_guard lock(course.mutex);
  course.report +=
      "DIAL_SEED=" + std::to_string(script.seed) + " DIAL_ROUNDS=1\n" + describe(script);
  for (const std::string& what : found)
    course.report += "  WRONG: " + what + "\n";
}

void add(Course& course, const Tally& tally) {
  const std::lock_guard lock(course.mutex);
  course.tally.up += tally.up;
  course.tally.failed += tally.failed;
  course.tally.without_end += tally.without_end;
  course.tally.refused += tally.refused;
  course.tally.paused += tally.paused;
}

// Descriptors of the daemon: a call left open is a connection left open.
bool is_back_at(const Lab& lab, std::size_t descriptors) {
  return eventually([&] { return lab.descriptors() <= descriptors; });
}

void play_table(bool direct, Course& course) {
  Lab lab(direct, table_options());
  // The first round only finds out how many descriptors the daemon has when it rests.
  std::optional<std::size_t> at_rest;
  while (!course.has_failed) {
    const std::uint64_t number = course.next++;
    if (number >= course.rounds) return;
    const Script script =
        make_script(course.seed + number, {.lines = kLines, .has_daemon = !direct});
    Round round(lab, direct, script);
    auto found = round.play();
    add(course, round.tally());
    if (!direct && at_rest && !is_back_at(lab, *at_rest)) found.emplace_back("a call left open");
    if (!direct && !at_rest) at_rest = lab.descriptors();
    if (!found.empty()) return report_failure(course, script, found);
  }
}

std::size_t own_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

}  // namespace

TEST_SUITE("conformance: interleavings") {
  TEST_BOTH_WAYS("whatever happens in whatever order, each dial ends once and each line is free") {
    Course course;
    std::printf("DIAL_SEED=%llu DIAL_ROUNDS=%llu\n", static_cast<unsigned long long>(course.seed),
                static_cast<unsigned long long>(course.rounds));
    std::fflush(stdout);
    Course first{.rounds = 1};
    play_table(Way::kDirect, first);  // libuv and others keep what they have made once
    const std::size_t before = own_descriptors();
    std::vector<std::thread> tables;
    for (std::size_t i = 0; i < kTables; ++i)
      tables.emplace_back([&] { play_table(Way::kDirect, course); });
    for (std::thread& table : tables)
      table.join();
    INFO(course.report);
    CHECK_FALSE(course.has_failed);
    CHECK(eventually([&] { return own_descriptors() <= before; }));
    const Tally& tally = course.tally;
    MESSAGE(tally.up, " dials came up, ", tally.failed, " failed or were hung up, ",
            tally.without_end, " ended unheard, ", tally.refused, " were refused; ", tally.paused,
            " paused");
  }
}

}  // namespace dial::conformance
