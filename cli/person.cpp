#include "cli/person.hpp"

#include <unistd.h>

#include <csignal>
#include <iostream>

#include "cli/text.hpp"

namespace dial::cli {
namespace {

std::string trimmed(const std::string& text) {
  constexpr std::string_view kBlanks = " \t\r";
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// While it is there Ctrl-C ends the read instead of the process, as Ctrl-D does: whoever asks has
// something to put in order.
class InterruptEndsRead {
 public:
  InterruptEndsRead() {
    struct sigaction ends{};
    ends.sa_handler = [](int) {};  // and no SA_RESTART
    sigaction(SIGINT, &ends, &before_);
  }
  InterruptEndsRead(const InterruptEndsRead&) = delete;
  InterruptEndsRead& operator=(const InterruptEndsRead&) = delete;
  ~InterruptEndsRead() { sigaction(SIGINT, &before_, nullptr); }

 private:
  struct sigaction before_{};
};

std::optional<std::string> read_answer(const std::string& question) {
  const InterruptEndsRead reading;
  std::cerr << question << std::flush;
  std::string line;
  if (!std::getline(std::cin, line)) {
    std::cerr << '\n';
    return std::nullopt;
  }
  return trimmed(line);
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
