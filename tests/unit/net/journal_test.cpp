#include "net/journal.hpp"

#include <doctest/doctest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <utility>

#include "support/temporary_folder.hpp"
#include "sys/files.hpp"
#include "sys/process_identity.hpp"

using namespace dial;
using namespace dial::net;

namespace {

// What happens between the open and the lock of somebody who looks for what is left. Once.
std::function<void()> before_trying;

}  // namespace

// In place of the library's.
extern "C" int flock(int descriptor, int operation) noexcept {
  const bool is_try = (operation & LOCK_NB) != 0;
  if (const auto work = is_try ? std::exchange(before_trying, nullptr) : nullptr) work();
  return static_cast<int>(::syscall(SYS_flock, descriptor, operation));
}

namespace {

const Journal::Log kSilent = [](const std::string&) {};

JournalRecord record(const std::string& kind, const std::string& value) {
  return {.kind = kind, .values = {{"value", {value}}, {"list", {"a b", "", "c\n\"d\""}}}};
}

// What a process does that then dies without a word.
template <class Work>
pid_t killed_after(Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    work();
    ::kill(::getpid(), SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  return child;
}

std::vector<Leftovers> recovered(const std::string& directory) {
  std::vector<Leftovers> all;
  Journal::recover(directory, [&](const Leftovers& leftovers) { all.push_back(leftovers); });
  return all;
}

bool is_empty(const std::string& directory) {
  return std::filesystem::is_empty(directory);
}

}  // namespace

TEST_SUITE("net::Journal") {
  TEST_CASE("what a killed process had not taken back is found once, the newest first") {
    const test::TemporaryFolder folder;
    const std::string directory = folder / "journal";
    const pid_t process = killed_after([&] {
      auto journal = std::move(*Journal::open(directory, kSilent));
      journal->begin(record("lock", "1"));
      const auto undone = journal->begin(record("link", "2"));
      journal->begin(record("dns", "3"));
      journal->end(undone);
      journal.release();
    });
    const auto all = recovered(directory);
    REQUIRE(all.size() == 1);
    CHECK(all[0].process == process);
    CHECK_FALSE(all[0].started.empty());
    CHECK(all[0].records == std::vector{record("dns", "3"), record("lock", "1")});
    CHECK(recovered(directory).empty());
    CHECK(is_empty(directory));
  }

  TEST_CASE("what a living process has done is nobody else's, and a clean end leaves no file") {
    const test::TemporaryFolder folder;
    const std::string directory = folder / "journal";
    {
      auto journal = std::move(*Journal::open(directory, kSilent));
      const auto note = journal->begin(record("lock", "1"));
      const pid_t other = ::fork();
      if (other == 0) ::_exit(recovered(directory).empty() ? 0 : 1);
      int status = 0;
      ::waitpid(other, &status, 0);
      CHECK(status == 0);
      CHECK_FALSE(is_empty(directory));
      journal->end(note);
      CHECK(journal->size() == 0);
    }
    CHECK(is_empty(directory));
  }

  TEST_CASE("it stands in the file before begin() returns, closed to all others") {
    const test::TemporaryFolder folder;
    const std::string directory = folder / "journal";
    auto journal = std::move(*Journal::open(directory, kSilent));
    journal->begin(record("lock", "the very thing"));
    const auto names = sys::list_files(directory, "").value();
    REQUIRE(names.size() == 1);
    const std::string path = directory + "/" + names[0];
    CHECK(sys::read_file(path)->find("the very thing") != std::string::npos);
    struct stat status{};
    for (const std::string& each : {path, directory}) {
      REQUIRE(::stat(each.c_str(), &status) == 0);
      CHECK((status.st_mode & 077) == 0);
    }
  }

  TEST_CASE("a last line that is half written costs only itself") {
    const test::TemporaryFolder folder;
    folder.write("old.journal",
                 "{\"process\":1,\"started\":\"x\"}\n"
                 "{\"do\":1,\"kind\":\"lock\",\"values\":{}}\n"
                 "{\"do\":2,\"kind\":\"link\",\"val\n"
                 "[1]\nnull\n\xff\xfe\n{\"do\":\"x\"}\n"
                 "{\"do\":3,\"kind\":\"dns\",\"values\":{}}\n"
                 "{\"undone\":1}\n{\"do\":4,\"ki");
    const auto all = recovered(folder / "");
    REQUIRE(all.size() == 1);
    CHECK(all[0].process == 1);
    REQUIRE(all[0].records.size() == 1);
    CHECK(all[0].records[0].kind == "dns");
  }

  TEST_CASE("a year of dials leaves a small file, and what is up stays in it") {
    const test::TemporaryFolder folder;
    const std::string directory = folder / "journal";
    killed_after([&] {
      auto journal = std::move(*Journal::open(directory, kSilent));
      journal->begin(record("link", "always up"));
      for (int i = 0; i < 3000; ++i)
        journal->end(journal->begin(record("lock", "again")));
      journal.release();
    });
    const auto names = sys::list_files(directory, "").value();
    REQUIRE(names.size() == 1);
    CHECK(std::filesystem::file_size(directory + "/" + names[0]) < 80'000);
    const auto all = recovered(directory);
    REQUIRE(all.size() == 1);
    CHECK(all[0].records == std::vector{record("link", "always up")});
  }

  TEST_CASE("a journal that is rewritten while another process looks is still its owner's") {
    const test::TemporaryFolder folder;
    const std::string directory = folder / "journal";
    auto journal = std::move(*Journal::open(directory, kSilent));
    journal->begin(record("link", "up"));
    const std::string path = directory + "/" + sys::list_files(directory, "").value().front();
    struct stat before{};
    REQUIRE(::stat(path.c_str(), &before) == 0);
    struct stat after{};
    before_trying = [&] {
      do {
        journal->end(journal->begin(record("lock", "again")));
        REQUIRE(::stat(path.c_str(), &after) == 0);
      } while (after.st_ino == before.st_ino);
    };
    CHECK(recovered(directory).empty());
    REQUIRE(after.st_ino != 0);
    REQUIRE(::stat(path.c_str(), &after) == 0);  // it is still there
    journal.reset();
    const auto all = recovered(directory);  // once it has gone
    REQUIRE(all.size() == 1);
    CHECK(all[0].records == std::vector{record("link", "up")});
  }

  TEST_CASE("a process is one by its number and when it began") {
    CHECK_FALSE(sys::start_time(::getpid()).empty());
    CHECK(sys::start_time(::getpid()) == sys::start_time(::getpid()));
    CHECK(sys::start_time(::getpid()) != sys::start_time(1));
    CHECK(sys::start_time(0).empty());
  }
}
