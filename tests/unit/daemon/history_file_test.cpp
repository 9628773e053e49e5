// What has ended, and that it survives the daemon.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "kept_history.hpp"

using namespace dial;
using namespace dial::daemon;
using namespace dial::test;

TEST_SUITE("daemon::HistoryFile") {
  TEST_CASE("the times of a connection are its end, less its age, less the time it was up") {
    const auto past = past_of(ended("isp"), kNow);
    CHECK(past.ended == kNow);
    CHECK(past.started == kNow - 100s);
    CHECK(past.connected == kNow - 60s);
    CHECK(past.bytes_sent == 10);
    CHECK(past.bytes_received == 20);
    CHECK(past.error.code == ErrorCode::kNoCarrier);
    CHECK(past.error.raw == "NO CARRIER");
    CHECK(past.owner == 1000);
  }

  TEST_CASE("a dial that failed was never up, and a clock before 1970 is no time") {
    WatchEvent event = ended("isp");
    event.totals->connected = 0ms;
    CHECK_FALSE(past_of(event, kNow).connected);
    CHECK(past_of(event, 5ms).started == 0ms);
  }

  TEST_CASE("no line was up before its dial began, whatever the clock did meanwhile") {
    WatchEvent event = ended("isp");
    event.status.age = 30s;
    CHECK(past_of(event, kNow).connected == kNow - 30s);
  }

  TEST_CASE("the far end's words and ours are cut at 256 octets, between characters") {
    WatchEvent event = ended("isp");
    event.status.error.raw = std::string(255, 'x') + "äöü";
    event.status.error.context = std::string(300, 'y');
    CHECK(past_of(event, kNow).error.raw == std::string(255, 'x'));
    CHECK(past_of(event, kNow).error.context == std::string(256, 'y'));
  }

  TEST_CASE("only an end is kept, and not the states before it") {
    Kept kept("");
    WatchEvent event = ended("isp");
    event.totals.reset();
    kept.file.on_change(event);
    CHECK(kept.file.last("", 10).empty());
    kept.file.on_change(ended("isp"));
    CHECK(kept.file.last("", 10).size() == 1);
  }

  TEST_CASE("the last of one entry or of all are told, oldest first") {
    Kept kept("");
    for (const auto& [entry, id] : {std::pair("a", 1), {"b", 2}, {"a", 3}, {"a", 4}})
      kept.file.on_change(ended(entry, static_cast<std::uint64_t>(id)));
    const auto found = kept.file.last("a", 2);
    REQUIRE(found.size() == 2);
    CHECK(found[0].id.value == 3);
    CHECK(found[1].id.value == 4);
    CHECK(kept.file.last("", 10).size() == 4);
    CHECK(kept.file.last("c", 10).empty());
  }

  TEST_CASE("a later daemon knows what a former one has written, closed to others") {
    const test::TemporaryFolder folder;
    const std::string path = folder / kName;
    Kept(path).file.on_change(ended("isp", 11));
    struct stat about{};
    REQUIRE(::stat(path.c_str(), &about) == 0);
    CHECK((about.st_mode & 07777) == 0600);
    Kept later(path);
    CHECK(later.said.empty());
    REQUIRE(later.file.last("isp", 10).size() == 1);
    CHECK(rpc::to_json(later.file.last("isp", 1)[0]) ==
          rpc::to_json(past_of(ended("isp", 11), kNow)));
  }

  TEST_CASE("a line that was torn is left out, said, and mended by the next end") {
    const test::TemporaryFolder folder;
    const std::string path = folder / kName;
    Kept(path).file.on_change(ended("one", 1));
    std::ofstream(path, std::ios::app) << R"({"connection": 2, "ent)";
    {
      Kept later(path);
      REQUIRE(later.said.size() == 1);
      CHECK(later.said[0].find("damaged lines are left out: 1") != std::string::npos);
      later.file.on_change(ended("three", 3));
    }
    Kept last(path);
    CHECK(last.said.empty());
    REQUIRE(last.file.last("", 10).size() == 2);
    CHECK(last.file.last("", 10)[1].entry == "three");
  }

  TEST_CASE(
      "the file is bounded: it never has more than twice what is kept, and loses no new end") {
    const test::TemporaryFolder folder;
    const std::string path = folder / kName;
    Kept kept(path);
    std::size_t most = 0;
    for (std::uint64_t id = 1; id <= 2 * HistoryFile::kMost + 3; ++id) {
      kept.file.on_change(ended("isp", id));
      if (id % 100 == 0 || id > 2 * HistoryFile::kMost - 3) most = std::max(most, lines_in(folder));
    }
    CHECK(most == 2 * HistoryFile::kMost);
    CHECK(lines_in(folder) == HistoryFile::kMost + 2);
    const auto found = Kept(path).file.last("", 2 * HistoryFile::kMost);
    REQUIRE(found.size() == HistoryFile::kMost);
    CHECK(found.back().id.value == 2 * HistoryFile::kMost + 3);
  }

  TEST_CASE("what cannot be written is said once, kept, and written when it can be") {
    const test::TemporaryFolder folder;
    const std::string path = folder / "state/history.jsonl";
    Kept kept(path);
    kept.file.on_change(ended("isp", 1));
    kept.file.on_change(ended("isp", 2));
    REQUIRE(kept.said.size() == 1);
    CHECK(kept.said[0].find(path) != std::string::npos);
    CHECK(kept.file.last("", 10).size() == 2);
    std::filesystem::create_directory(folder / "state");
    kept.file.on_change(ended("isp", 3));
    CHECK(Kept(path).file.last("", 10).size() == 3);
    CHECK(kept.said.size() == 1);
  }

  TEST_CASE(
      "what was up when the daemon was killed is ended by the next one, with the last figures") {
    const test::TemporaryFolder folder;
    const std::string path = folder / kName;
    {
      Kept killed(path);
      killed.file.on_change(connected("isp", 1));
      killed.file.on_change(connected("office", 2));
      killed.file.on_change(ended("office", 2));
      killed.now += 60s;
      killed.totals = {.bytes_sent = 5, .bytes_received = 6, .connected = 60s};
      killed.file.note_up();
    }
    Kept next(path);
    REQUIRE(next.said.size() == 1);
    CHECK(next.said[0].find("isp was up when diald was killed") != std::string::npos);
    const auto past = next.file.last("isp", 10);
    REQUIRE(past.size() == 1);
    CHECK(past[0].error.code == ErrorCode::kServiceNotReachable);
    CHECK(past[0].error.context.find("killed") != std::string::npos);
    CHECK(past[0].started == kNow - 100s);
    CHECK(past[0].connected == kNow);
    CHECK(past[0].ended == kNow + 60s);
    CHECK(past[0].bytes_sent == 5);
    CHECK(past[0].bytes_received == 6);
    CHECK(next.file.last("", 10).size() == 2);
    const Kept later(path);  // said once
    CHECK(later.said.empty());
    CHECK(later.file.last("", 10).size() == 2);
  }

  TEST_CASE("an end that was written is not told again, though it was not crossed out") {
    const test::TemporaryFolder folder;
    const std::string path = folder / kName;
    const std::string beside = path + ".up";
    {
      Kept killed(path);
      killed.file.on_change(connected("isp"));
      std::filesystem::copy_file(beside, folder / "copy");
      killed.file.on_change(ended("isp"));
      CHECK_FALSE(std::filesystem::exists(beside));
    }
    std::filesystem::rename(folder / "copy", beside);
    const Kept next(path);
    CHECK(next.file.last("", 10).size() == 1);
    CHECK(next.said.empty());
    CHECK_FALSE(std::filesystem::exists(beside));
  }

  TEST_CASE("a file that cannot be read is not written over") {
    const test::TemporaryFolder folder;
    const std::string path = folder / kName;
    {
      std::ofstream(path) << std::string(5U << 20, 'x');
    }
    Kept kept(path);
    REQUIRE(kept.said.size() == 1);
    kept.file.on_change(ended("isp", 1));
    CHECK(std::filesystem::file_size(path) == 5U << 20);
    CHECK(kept.file.last("", 10).size() == 1);
  }
}
