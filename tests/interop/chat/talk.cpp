#include "interop/chat/talk.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

#include "support/temporary_folder.hpp"
#include "sys/fd.hpp"

extern char** environ;

namespace dial::chat_interop {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kLimit = 60s;  // of one talk
constexpr int kNeverEnded = -2;

int checked(int result, const char* what) {
  if (result < 0) throw std::runtime_error(what);
  return result;
}

// A raw pty. The slave stays open here, so that nothing is lost when a program ends.
struct Line {
  sys::Fd master;
  sys::Fd slave;

  Line() : master(checked(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), "posix_openpt")) {
    checked(::grantpt(master.get()), "grantpt");
    checked(::unlockpt(master.get()), "unlockpt");
    std::array<char, 64> name{};
    checked(-::ptsname_r(master.get(), name.data(), name.size()), "ptsname_r");
    slave = sys::Fd(checked(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC), "open the slave"));
    termios raw{};
    checked(::tcgetattr(slave.get(), &raw), "tcgetattr");
    ::cfmakeraw(&raw);
    checked(::tcsetattr(slave.get(), TCSANOW, &raw), "tcsetattr");
  }
};

bool wait_for_input(int descriptor, Duration limit) {
  pollfd wanted{descriptor, POLLIN, 0};
  return ::poll(&wanted, 1, static_cast<int>(limit.count())) > 0;
}

void write_all(int descriptor, Octets octets) {
  while (!octets.empty()) {
    const auto written = ::write(descriptor, octets.data(), octets.size());
    octets = octets.subspan(static_cast<std::size_t>(checked(static_cast<int>(written), "write")));
  }
}

class FarEnd {
 public:
  FarEnd(const Case& talk, int master) : replies_(talk.far_end), master_(master) {}

  // Reads what comes within `limit`, and answers.
  bool serve(Duration limit) {
    answer();
    if (!wait_for_input(master_, limit)) return false;
    std::array<char, 512> octets{};
    const auto count = ::read(master_, octets.data(), octets.size());
    if (count <= 0) return false;
    received_.append(octets.data(), static_cast<std::size_t>(count));
    answer();
    return true;
  }
  std::string take_received() { return std::move(received_); }

 private:
  void answer() {
    for (; next_ < replies_.size() && received_.size() >= replies_[next_].after; ++next_)
      write_all(master_, octets_of(replies_[next_].text));
  }

  const std::vector<Reply>& replies_;
  std::size_t next_ = 0;
  int master_;
  std::string received_;
};

pid_t start_chat(const Case& talk, const std::string& file, int slave) {
  std::vector<std::string> words{"chat", "-S", "-f", file};
  if (!talk.phone.empty()) words.insert(words.end(), {"-T", talk.phone});
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, slave, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, slave, STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t process = -1;
  const int failure =
      ::posix_spawn(&process, DIAL_CHAT, &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) throw std::runtime_error("chat does not start");
  return process;
}

int status_of(const script::Runner::Finished& end) {
  using Outcome = script::Runner::Outcome;
  switch (end.outcome) {
    case Outcome::kDone:
      return 0;
    case Outcome::kTimeout:
    case Outcome::kTooLong:
      return 3;
    case Outcome::kAborted:
      return 4 + static_cast<int>(end.abort);
    case Outcome::kHangup:
    case Outcome::kPppSeen:
      return 2;
  }
  return kNeverEnded;
}

std::expected<std::string, std::string> read_file(std::string_view path) {
  const std::filesystem::path whole(path);
  std::ifstream file(whole, std::ios::binary);
  if (!file) return std::unexpected("no such file");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Octets octets_in(const script::Runner::Output& output) {
  const auto* octets = std::get_if<Buffer>(&output);
  return octets != nullptr ? Octets(*octets) : Octets();  // a break has no octets on a pty
}

}  // namespace

Talk talk_as_chat(const Case& talk) {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("script", talk.script);
  const Line line;
  FarEnd far_end(talk, line.master.get());
  const pid_t process = start_chat(talk, file, line.slave.get());
  int status = 0;
  const auto until = Clock::now() + kLimit;
  while (::waitpid(process, &status, WNOHANG) == 0) {
    far_end.serve(5ms);
    if (Clock::now() < until) continue;
    ::kill(process, SIGKILL);
    ::waitpid(process, &status, 0);
    return {far_end.take_received(), kNeverEnded};
  }
  while (far_end.serve(0ms)) {
  }
  return {far_end.take_received(), WIFEXITED(status) ? WEXITSTATUS(status) : kCrashed};
}

Talk talk_as_ours(const Case& talk, script::Habits habits) {
  const auto chat = script::Chat::parse(talk.script, read_file);
  if (!chat) return {"", 1};
  const Line line;
  FarEnd far_end(talk, line.master.get());
  const int slave = line.slave.get();
  script::Runner runner(*chat,
                        {.phone = talk.phone, .phone2 = "", .user = "", .password = Secret()},
                        Clock::now(), habits);
  const auto until = Clock::now() + kLimit;
  std::optional<script::Runner::Finished> end;
  while (!end && Clock::now() < until) {
    while (const auto output = runner.poll_output())
      write_all(slave, octets_in(*output));
    end = runner.poll_finished();
    far_end.serve(1ms);
    if (end) break;
    std::array<std::uint8_t, 512> octets{};
    if (wait_for_input(slave, 0ms)) {
      const auto count =
          checked(static_cast<int>(::read(slave, octets.data(), octets.size())), "read the slave");
      runner.handle_input(Octets(octets).first(static_cast<std::size_t>(count)), Clock::now());
    }
    runner.handle_timeout(Clock::now());
  }
  while (far_end.serve(0ms)) {
  }
  return {far_end.take_received(), end ? status_of(*end) : kNeverEnded};
}

std::string describe(const Case& talk) {
  std::string text = "script:\n" + talk.script + "\n";
  if (!talk.phone.empty()) text += "phone: " + talk.phone + "\n";
  for (const Reply& reply : talk.far_end) {
    text += "after " + std::to_string(reply.after) +
            " octets: " + printable(octets_of(reply.text), reply.text.size()) + "\n";
  }
  return text;
}

std::string describe(const Talk& talk) {
  return "exit " + std::to_string(talk.status) + ", sent \"" +
         printable(octets_of(talk.sent), talk.sent.size()) + "\"";
}

}  // namespace dial::chat_interop
