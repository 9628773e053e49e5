// A log that nobody reads holds nothing up.
#include "log_sink.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "support/temporary_folder.hpp"
#include "sys/fd.hpp"

using namespace dial;
using namespace dial::daemon;

namespace {

constexpr int kMany = 20'000;

// A journal that reads when it is told to.
struct Journal {
  explicit Journal(const std::string& path)
      : socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
    REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  std::vector<std::string> read_all() const {
    std::vector<std::string> packets;
    std::array<char, 65536> buffer;
    while (true) {
      const auto count = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
      if (count < 0) return packets;
      packets.emplace_back(buffer.data(), static_cast<std::size_t>(count));
    }
  }
  sys::Fd socket;
};

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);  // both ends wait
    reader = sys::Fd(ends[0]);
    writer = sys::Fd(ends[1]);
  }
  std::string read_all() const {
    REQUIRE(::fcntl(reader.get(), F_SETFL, O_NONBLOCK) == 0);
    std::string text;
    std::array<char, 65536> buffer;
    while (true) {
      const auto count = ::read(reader.get(), buffer.data(), buffer.size());
      if (count <= 0) return text;
      text.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }
  sys::Fd reader;
  sys::Fd writer;
};

void tell(LogSink& sink, const std::string& text, const LogSink::Fields& fields = {}) {
  sink.write(spdlog::level::info, text, fields);
}

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("daemon::LogSink") {
  TEST_CASE("an entry has its fields; a value of several lines stands behind its length") {
    const test::TemporaryFolder folder;
    const Journal journal(folder / "socket");
    LogSink sink(to_journal(folder / "socket", "diald"));
    sink.set_pattern("%v");
    tell(sink, "up", {{"DIAL_ENTRY", "isp"}, {"DIAL_TEXT", "a\nb"}});
    const auto packets = journal.read_all();
    REQUIRE(packets.size() == 1);
    CHECK(packets[0] ==
          "MESSAGE=up\nPRIORITY=6\nSYSLOG_IDENTIFIER=diald\nDIAL_ENTRY=isp\nDIAL_TEXT\n" +
              std::string("\x03\0\0\0\0\0\0\0", 8) + "a\nb\n");
  }

  TEST_CASE("a journal that takes nothing costs entries, which are counted, and no waiting") {
    const test::TemporaryFolder folder;
    const Journal journal(folder / "socket");
    LogSink sink(to_journal(folder / "socket", "diald"));
    sink.set_pattern("%v");
    for (int i = 0; i < kMany; ++i)
      tell(sink, "an entry");
    const std::size_t taken = journal.read_all().size();
    CHECK(taken > 0);
    CHECK(taken < kMany);
    tell(sink, "and on");
    const auto later = journal.read_all();
    REQUIRE(later.size() == 2);
    CHECK(has(later[0], "entries of the log were lost, because nobody took them: " +
                            std::to_string(kMany - taken) + "\nPRIORITY=4\n"));
    CHECK(has(later[1], "MESSAGE=and on\n"));
  }

  TEST_CASE("a journal that is not there yet, or is started anew, is found again") {
    const test::TemporaryFolder folder;
    LogSink sink(to_journal(folder / "socket", "diald"));
    sink.set_pattern("%v");
    tell(sink, "too early");
    const Journal journal(folder / "socket");
    tell(sink, "here");
    CHECK(journal.read_all().size() == 2);
    ::unlink((folder / "socket").c_str());
    const Journal again(folder / "socket");
    tell(sink, "and here");
    CHECK(again.read_all().size() == 1);
  }

  TEST_CASE("a reader of standard error that reads nothing costs lines, which are counted, too") {
    const Pipe pipe;
    LogSink sink(to_stream(pipe.writer.get()));
    sink.set_pattern("%l %v");
    for (int i = 0; i < kMany; ++i)
      tell(sink, "a line");
    const std::string text = pipe.read_all();
    const std::size_t taken = lines_of(text);
    CHECK(text.starts_with("info a line\ninfo a line\n"));
    CHECK(text.ends_with("info a line\n"));
    CHECK(taken < kMany);
    tell(sink, std::string(100'000, 'x'));
    const std::string later = pipe.read_all();
    CHECK(later.starts_with("warning entries of the log were lost, because nobody took them: " +
                            std::to_string(kMany - taken) + "\ninfo xxx"));
    CHECK(lines_of(later) == 2);
  }
}
