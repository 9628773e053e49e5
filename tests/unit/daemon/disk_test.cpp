// What diald writes while lines are up, and whether its loop waits for the disk meanwhile.
#include <doctest/doctest.h>
#include <unistd.h>

#include "history_file.hpp"
#include "manager/policy_store.hpp"
#include "support/temporary_folder.hpp"
#include "sys/replace_file.hpp"

namespace {

int waits = 0;

}  // namespace

// In place of the library's: a disk that is fast, and counted.
extern "C" int fsync(int) {
  ++waits;
  return 0;
}

using namespace dial;
using namespace std::chrono_literals;

TEST_SUITE("the disk") {
  TEST_CASE("a profile is on the disk when it is written, and so is its name") {
    const test::TemporaryFolder folder;
    waits = 0;
    REQUIRE(sys::replace_file(folder / "profile", "text", 0600));
    CHECK(waits == 2);
  }

  TEST_CASE("what is written soon is there whole, alone and with its mode, and nobody waits") {
    const test::TemporaryFolder folder;
    waits = 0;
    REQUIRE(sys::replace_file_soon(folder / "notes", "one", 0640));
    REQUIRE(sys::replace_file_soon(folder / "notes", "other", 0640));
    CHECK(waits == 0);
    CHECK(folder.text("notes") == "other");
    CHECK(folder.entries() == 1);
  }

  TEST_CASE("a budget is written down without waiting for the disk") {
    const test::TemporaryFolder folder;
    manager::PolicyStore store(folder / "policy");
    waits = 0;
    REQUIRE(store.put("isp", {.use = {.day = 20'000, .connected = 5s, .octets = 7, .dials = 1}}));
    CHECK(waits == 0);
    manager::PolicyStore next(folder / "policy");
    REQUIRE(next.load());
    CHECK(next.find("isp").use.octets == 7);
  }

  TEST_CASE("a file of budgets that a loss of power has left empty is told") {
    const test::TemporaryFolder folder;
    folder.write("policy", "", 0640);
    manager::PolicyStore store(folder / "policy");
    const auto loaded = store.load();
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == ErrorCode::kCorruptPhonebook);
    CHECK(loaded.error().context.find("is empty") != std::string::npos);
  }

  TEST_CASE("what is up and what has ended are written down without waiting for the disk") {
    const test::TemporaryFolder folder;
    daemon::HistoryFile history(
        folder / "history.jsonl", [] { return 1'000'000ms; }, [](const std::string&) {},
        [](ConnectionId) -> Result<Statistics> { return Statistics{.bytes_sent = 5}; });
    history.load();
    WatchEvent event{.kind = WatchEvent::Kind::kChange,
                     .status = {.id = {7}, .entry = "isp", .state = State::kConnected}};
    waits = 0;
    history.on_change(event);
    history.note_up();
    CHECK(folder.text("history.jsonl.up").find("isp") != std::string::npos);
    event.status.state = State::kDisconnected;
    event.totals = Statistics{};
    history.on_change(event);
    CHECK(waits == 0);
    CHECK(folder.text("history.jsonl").find("isp") != std::string::npos);
    CHECK(folder.entries() == 1);
  }
}
