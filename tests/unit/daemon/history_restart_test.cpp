// What a later daemon makes of the files that a former one left, and of a clock that was set.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>

#include "kept_history.hpp"

using namespace dial;
using namespace dial::daemon;
using namespace dial::test;

namespace {

std::string line_of(std::uint64_t id) {
  return rpc::to_json(past_of(ended("isp", id), kNow)).dump() + "\n";
}

// No file of this process grows past `octets`: what is written across it is written in part.
class SmallFiles {
 public:
  explicit SmallFiles(rlim_t octets) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
    const rlimit small = {octets, before_.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  }
  SmallFiles(const SmallFiles&) = delete;
  SmallFiles& operator=(const SmallFiles&) = delete;
  ~SmallFiles() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    static_cast<void>(std::signal(SIGXFSZ, signal_));
  }

 private:
  rlimit before_{};
  void (*signal_)(int);
};

}  // namespace

TEST_SUITE("daemon::HistoryFile, after a restart") {
  TEST_CASE("the lines of former daemons count: the file stays bounded over restarts") {
    const TemporaryFolder folder;
    std::string text;
    for (std::uint64_t id = 1; id <= 2 * HistoryFile::kMost; ++id)
      text += line_of(id);
    Kept later(folder.write(kName, text));
    later.file.on_change(ended("isp", 2 * HistoryFile::kMost + 1));
    CHECK(lines_in(folder) == HistoryFile::kMost);
  }

  TEST_CASE("a damaged line between others is said once: with the next end it is gone") {
    const TemporaryFolder folder;
    const std::string path = folder.write(kName, line_of(1) + "{\"connection\": 2\n" + line_of(3));
    {
      Kept later(path);
      CHECK(later.said.size() == 1);
      later.file.on_change(ended("isp", 4));
    }
    const Kept last(path);
    CHECK(last.said.empty());
    CHECK(last.file.last("", 10).size() == 3);
  }

  TEST_CASE("a last line that lacks no more than its line feed is kept, and so is the next one") {
    const TemporaryFolder folder;
    std::string text = line_of(1);
    text.pop_back();
    const std::string path = folder.write(kName, text);
    {
      Kept later(path);
      CHECK(later.said.empty());
      later.file.on_change(ended("isp", 2));
    }
    const Kept last(path);
    CHECK(last.said.empty());
    CHECK(last.file.last("", 10).size() == 2);
  }

  TEST_CASE("an end that fits on the disk only in part is said, and written whole when it fits") {
    const TemporaryFolder folder;
    const std::string path = folder / kName;
    Kept kept(path);
    kept.file.on_change(ended("isp", 1));
    {
      const SmallFiles full(std::filesystem::file_size(path) + 20);
      kept.file.on_change(ended("isp", 2));
    }
    CHECK(std::filesystem::file_size(path) == line_of(1).size() + 20);
    REQUIRE(kept.said.size() == 1);
    CHECK(kept.said[0].ends_with("No space left on device"));
    kept.file.on_change(ended("isp", 3));
    const Kept later(path);
    CHECK(later.said.empty());
    CHECK(later.file.last("", 10).size() == 3);
  }

  TEST_CASE("a connection with the number of one that has ended is another: numbers begin anew") {
    const TemporaryFolder folder;
    const std::string path = folder / kName;
    Kept(path).file.on_change(ended("isp", 7));
    {
      Kept killed(path);
      killed.now += 1h;
      killed.file.on_change(connected("isp", 7));
    }
    const Kept next(path);
    CHECK(next.said.size() == 1);
    CHECK(next.file.last("", 10).size() == 2);
  }

  TEST_CASE("what goes on in the next daemon has not ended") {
    const TemporaryFolder folder;
    const std::string path = folder / kName;
    {
      Kept killed(path);
      killed.file.on_change(connected("isp", 7));
      killed.file.on_change(connected("office", 8));
    }
    const Kept next(path, {connected("isp", 7).status});
    const auto past = next.file.last("", 10);
    REQUIRE(past.size() == 1);
    CHECK(past[0].entry == "office");
  }

  TEST_CASE(
      "a line that was up before this daemon is up since then, when this one is killed, too") {
    const TemporaryFolder folder;
    const std::string path = folder / kName;
    {
      Kept killed(path);
      killed.totals.connected = 60s;
      WatchEvent present = connected("isp");
      present.kind = WatchEvent::Kind::kPresent;
      killed.file.on_change(present);
    }
    const auto past = Kept(path).file.last("isp", 1);
    REQUIRE(past.size() == 1);
    CHECK(past[0].connected == kNow - 60s);
    CHECK(past[0].ended == kNow);
  }

  TEST_CASE("a call that fails while whoever dialled is told that it is up was not up") {
    const TemporaryFolder folder;
    Kept kept(folder / kName);
    WatchEvent failed = connected("isp");
    failed.status.error = ended("isp").status.error;
    kept.file.on_change(failed);
    CHECK(folder.entries() == 0);
  }

  TEST_CASE("a clock that is set back while a line is up does not let it end before it was up") {
    const TemporaryFolder folder;
    const std::string path = folder / kName;
    {
      Kept killed(path);
      killed.file.on_change(connected("isp"));
      killed.now -= 24h;
      killed.file.note_up();
    }
    const auto past = Kept(path).file.last("isp", 1);
    REQUIRE(past.size() == 1);
    REQUIRE(past[0].connected);
    CHECK(past[0].started <= *past[0].connected);
    CHECK(*past[0].connected <= past[0].ended);
  }
}
