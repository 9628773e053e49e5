// Debian's chat(8) and our runner, side by side over ptys, with the same scripts and far ends.
//
// DIAL_SEED=N begins the generated scripts with another seed, DIAL_ROUNDS=N plays so many.
#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "interop/chat/cases.hpp"
#include "interop/chat/generate.hpp"
#include "interop/chat/talk.hpp"

using namespace dial::chat_interop;
using dial::script::Habits;

namespace {

constexpr std::size_t kAtOnce = 96;  // they wait, mostly
constexpr int kTries = 4;            // a loaded machine may delay an answer past its limit

// What differs, empty for nothing.
std::string compare(const Case& talk, const Talk& chat, const Talk& ours, const char* habits) {
  // chat reads a null pointer for a CLR_REPORT behind a report that was made.
  const bool may_crash = talk.script.find("CLR_REPORT") != std::string::npos;
  if (ours == chat || (may_crash && chat.status == kCrashed)) return {};
  return describe(talk) + "chat: " + describe(chat) + "\nours, " + habits + ": " + describe(ours);
}

std::string play(const Case& talk) {
  std::string difference;
  for (int tries = 0; tries < kTries; ++tries) {
    const Talk chat = talk_as_chat(talk);
    difference = compare(talk, chat, talk_as_ours(talk, Habits::of_chat()), "with chat's habits");
    if (difference.empty()) difference = compare(talk, chat, talk_as_ours(talk, {}), "as usual");
    if (difference.empty()) break;
  }
  return difference;
}

// Plays all of them, many at a time; gives the differences.
std::vector<std::string> play_all(const std::vector<Case>& talks) {
  std::vector<std::string> differences;
  std::mutex mutex;
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < talks.size(); i = next++) {
      std::string difference;
      try {
        difference = play(talks[i]);
      } catch (const std::exception& error) {
        difference = error.what();
      }
      if (difference.empty()) continue;
      const std::lock_guard lock(mutex);
      differences.push_back("case " + std::to_string(i) + "\n" + difference);
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kAtOnce; ++i)
    threads.emplace_back(work);
  for (std::thread& thread : threads)
    thread.join();
  return differences;
}

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace

TEST_SUITE("chat(8)") {
  TEST_CASE("scripts written by hand send the same octets and end with the same status") {
    for (const std::string& difference : play_all(hand_written()))
      FAIL_CHECK(difference);
  }

  TEST_CASE("generated scripts send the same octets and end with the same status") {
    const std::uint64_t seed = number_from("DIAL_SEED", 1);
    const std::uint64_t rounds = number_from("DIAL_ROUNDS", 300);
    std::printf("DIAL_SEED=%llu DIAL_ROUNDS=%llu\n", static_cast<unsigned long long>(seed),
                static_cast<unsigned long long>(rounds));
    std::vector<Case> talks;
    for (std::uint64_t round = 0; round < rounds; ++round)
      talks.push_back(generate(seed + round));
    for (const std::string& difference : play_all(talks))
      FAIL_CHECK(difference);
  }

  TEST_CASE("where we depart from chat, each does what docs/profile.md says") {
    for (const Deviation& deviation : deviations()) {
      CAPTURE(describe(deviation.talk));
      CHECK(describe(talk_as_chat(deviation.talk)) == describe(deviation.chat));
      CHECK(describe(talk_as_ours(deviation.talk, Habits::of_chat())) == describe(deviation.ours));
    }
  }
}
