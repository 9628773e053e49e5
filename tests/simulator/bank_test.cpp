#include "simulator/bank.hpp"

#include <doctest/doctest.h>
#include <poll.h>

#include <array>
#include <filesystem>

#include "simulator/line_bench.hpp"
#include "support/temporary_folder.hpp"

using namespace dial::simulator;

namespace {

// Two lines, "one" and "two", on a loop of their own.
struct BankBench {
  BankBench() {
    REQUIRE(uv_loop_init(&loop) == 0);
    bank.emplace(&loop);
    for (const char* name : {"one", "two"})
      REQUIRE(bank->add({.link = folder / name}));
  }
  ~BankBench() {
    bank.reset();
    uv_run(&loop, UV_RUN_DEFAULT);
    CHECK(uv_loop_close(&loop) == 0);
  }

  dial::sys::Fd open(const char* name) {
    auto tty = LineBench::open_tty(folder / name);
    uv_run(&loop, UV_RUN_NOWAIT);  // the line sees it
    return tty;
  }
  std::string refusal(std::string_view command) {
    const auto done = bank->execute(command);
    return done ? "" : done.error();
  }

  dial::test::TemporaryFolder folder;
  uv_loop_t loop{};
  std::optional<Bank> bank;
};

bool is_hung_up(const dial::sys::Fd& tty) {
  pollfd entry{.fd = tty.get(), .events = POLLIN, .revents = 0};
  return ::poll(&entry, 1, 0) == 1 && (entry.revents & POLLHUP) != 0;
}

std::size_t waiting(const dial::sys::Fd& tty) {
  std::array<char, 4096> octets;
  const auto count = ::read(tty.get(), octets.data(), octets.size());
  return count > 0 ? static_cast<std::size_t>(count) : 0;
}

}  // namespace

TEST_SUITE("simulator::Bank") {
  TEST_CASE("an unplugged line hangs its tty up and takes its link away, and no other's") {
    BankBench bench;
    const auto tty = bench.open("one");
    const auto other = bench.open("two");
    CHECK(bench.refusal("unplug one").empty());
    CHECK(is_hung_up(tty));
    CHECK_FALSE(std::filesystem::exists(bench.folder / "one"));
    CHECK_FALSE(is_hung_up(other));
    CHECK(std::filesystem::exists(bench.folder / "two"));
  }

  TEST_CASE("a line that is plugged in again is another tty by the same name") {
    BankBench bench;
    const auto old = bench.open("one");
    CHECK(bench.refusal("unplug one").empty());
    CHECK(bench.refusal("plug one").empty());
    const auto fresh = bench.open("one");
    CHECK(is_hung_up(old));
    CHECK_FALSE(is_hung_up(fresh));
  }

  TEST_CASE("as many wrong octets arrive as were asked for, on that line alone") {
    BankBench bench;
    const auto tty = bench.open("one");
    const auto other = bench.open("two");
    CHECK(bench.refusal("garble one 300").empty());
    CHECK(waiting(tty) == 300);
    CHECK(waiting(other) == 0);
  }

  TEST_CASE("what cannot be done is refused with the reason") {
    BankBench bench;
    CHECK(bench.refusal("drop three") == "there is no line 'three'");
    CHECK(bench.refusal("shake one") == "there is no command 'shake'");
    CHECK(bench.refusal("stall one soon") == "'soon' is no number up to 600000");
    CHECK(bench.refusal("garble one 600001") == "'600001' is no number up to 600000");
    CHECK(bench.refusal("plug one") == "it is plugged in already");
    CHECK(bench.refusal("unplug one").empty());
    CHECK(bench.refusal("unplug one") == "it is unplugged already");
    CHECK(bench.refusal("drop one") == "it is unplugged");
  }

  TEST_CASE("commands come a line each, in any pieces, and each is answered") {
    BankBench bench;
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0);
    const dial::sys::Fd input(ends[0]);
    const dial::sys::Fd output(ends[1]);
    std::vector<std::string> answers;
    {
      BankControl control(&bench.loop, input.get(), *bench.bank,
                          [&](const std::string& text) { answers.push_back(text); });
      for (const std::string_view piece : {"unp", "lug one\nplug ", "two\n"}) {
        REQUIRE(::write(output.get(), piece.data(), piece.size()) ==
                static_cast<ssize_t>(piece.size()));
        uv_run(&bench.loop, UV_RUN_NOWAIT);
      }
    }
    CHECK(answers == std::vector<std::string>{"ok", "error: it is plugged in already"});
  }
}
