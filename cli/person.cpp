#include "cli/person.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <iostream>

#include "cli/text.hpp"
#include "sys/fd.hpp"

namespace dial::cli {
namespace {

std::string trimmed(const std::string& text) {
  constexpr std::string_view kBlanks = " \t\r";
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

int interrupts = -1;  // an eventfd, while somebody is asked

// While it is there Ctrl-C ends the wait for input instead of the process, as Ctrl-D does: whoever
// asks has something to put in order. Which thread the signal comes to, and when, is not ours to
// say: what wakes the wait is a descriptor.
class InterruptEndsInput {
 public:
  InterruptEndsInput() {
    interrupts = wake_.get();
    struct sigaction ends{};
    ends.sa_handler = [](int) {
      const int kept = errno;
      ::eventfd_write(interrupts, 1);
      errno = kept;
    };
    sigaction(SIGINT, &ends, &before_);
  }
  InterruptEndsInput(const InterruptEndsInput&) = delete;
  InterruptEndsInput& operator=(const InterruptEndsInput&) = delete;
  ~InterruptEndsInput() { sigaction(SIGINT, &before_, nullptr); }

  // Until there is input, or its end; false after Ctrl-C.
  bool wait() const {
    std::array<pollfd, 2> both{pollfd{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
                               pollfd{.fd = wake_.get(), .events = POLLIN, .revents = 0}};
    while (::poll(both.data(), both.size(), -1) < 0 && errno == EINTR) {
    }
    return both[1].revents == 0;
  }

 private:
  sys::Fd wake_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  struct sigaction before_{};
};

// Octet by octet: what stands behind the line is the next reader's, who may be another process.
std::optional<std::string> read_line(const InterruptEndsInput& interrupt) {
  std::string line;
  while (interrupt.wait()) {
    char octet = 0;
    const ssize_t count = ::read(STDIN_FILENO, &octet, 1);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (count <= 0 && line.empty()) break;
    if (count <= 0 || octet == '\n') return line;
    line += octet;
  }
  return std::nullopt;
}

std::optional<std::string> read_answer(const std::string& question) {
  const InterruptEndsInput interrupt;
  std::cerr << question << std::flush;
  const auto line = read_line(interrupt);
  if (line) return trimmed(*line);
  std::cerr << '\n';
  return std::nullopt;
}

}  // namespace

bool person_is_there() {
  return isatty(STDIN_FILENO) == 1;
}

std::optional<std::string> ask_person(std::string_view text, std::string_view proposal) {
  std::string question(text);
  if (!proposal.empty()) question += " [" + std::string(proposal) + "]";
  auto answer = read_answer(question + ": ");
  if (answer && answer->empty()) answer = std::string(proposal);
  return answer;
}

std::optional<bool> confirm_with_person(std::string_view text, bool proposal) {
  const std::string question = std::string(text) + (proposal ? " [Y/n]? " : " [y/N]? ");
  for (;;) {
    const auto answer = read_answer(question);
    if (!answer) return std::nullopt;
    if (answer->empty()) return proposal;
    const char first = answer->front();
    if (first == 'y' || first == 'Y') return true;
    if (first == 'n' || first == 'N') return false;
  }
}

void tell_person(std::string_view text) {
  std::cerr << terminal_safe_lines(text) << std::endl;
}

}  // namespace dial::cli
