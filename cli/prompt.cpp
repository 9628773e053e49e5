#include "cli/prompt.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/wipe.hpp"

namespace dial::cli {
namespace {

constexpr std::size_t kLongest = 256;  // octets of a user name or a password (RAS: UNLEN, PWLEN)

void write_to(int terminal, std::string_view text) {
  // What the terminal does not take at once is a question the person has not seen; no more.
  static_cast<void>(!::write(terminal, text.data(), text.size()));
}

}  // namespace

std::unique_ptr<Prompt> Prompt::open(uv_loop_t* loop) {
  if (isatty(STDIN_FILENO) != 1) return nullptr;
  const int terminal = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (terminal < 0) return nullptr;
  auto prompt = std::unique_ptr<Prompt>(new Prompt(loop, terminal));
  if (prompt->poll_->status() != 0) return nullptr;
  return prompt;
}

Prompt::Prompt(uv_loop_t* loop, int terminal)
    : terminal_(terminal),
      poll_(std::make_unique<uv::Poll>(loop, terminal,
                                       [this](int status, int) { read_some(status); })),
      suspend_(new uv_signal_t) {
  uv_signal_init(loop, suspend_.get());
  suspend_->data = this;
  uv_unref(reinterpret_cast<uv_handle_t*>(suspend_.get()));
}

Prompt::~Prompt() {
  cancel();
  poll_.reset();
  ::close(terminal_);
}

void Prompt::ask(std::string question, Echo echo, Answered answered) {
  question_ = std::move(question);
  echo_ = echo;
  answered_ = std::move(answered);
  begin();
  poll_->watch(UV_READABLE);
  uv_signal_start(
      suspend_.get(),
      [](uv_signal_t* signal, int) {
        if (signal->data != nullptr) static_cast<Prompt*>(signal->data)->handle_suspend();
      },
      SIGTSTP);
}

void Prompt::begin() {
  if (echo_ == Echo::kOff) hide();
  write_to(terminal_, question_);
}

void Prompt::cancel() {
  if (!answered_) return;
  answered_ = nullptr;
  poll_->watch(0);
  uv_signal_stop(suspend_.get());
  restore();
  wipe(typed_);
  write_to(terminal_, "\n");
}

// The terminal edits the line and hands it over whole; what is typed ahead stays there.
void Prompt::read_some(int status) {
  std::array<char, kLongest> octets;
  const ssize_t count = status < 0 ? 0 : ::read(terminal_, octets.data(), octets.size());
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) return answer(std::nullopt);
  typed_.append(octets.data(), static_cast<std::size_t>(count));
  explicit_bzero(octets.data(), octets.size());
  const auto end = typed_.find('\n');
  if (end == std::string::npos && typed_.size() <= kLongest) return;
  std::string line = typed_.substr(0, end);
  if (line.size() > kLongest) return answer(std::nullopt);
  answer(std::move(line));
}

void Prompt::answer(std::optional<std::string> text) {
  const Answered answered = std::exchange(answered_, nullptr);
  poll_->watch(0);
  uv_signal_stop(suspend_.get());
  const bool was_hidden = saved_.has_value();
  restore();
  wipe(typed_);
  if (was_hidden || !text) write_to(terminal_, "\n");
  answered(std::move(text));
}

// The shell must not find its terminal without echo.
void Prompt::handle_suspend() {
  restore();
  kill(getpid(), SIGSTOP);
  begin();
}

void Prompt::hide() {
  termios settings{};
  if (saved_ || tcgetattr(terminal_, &settings) != 0) return;
  saved_ = settings;
  settings.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  tcsetattr(terminal_, TCSANOW, &settings);
}

void Prompt::restore() {
  if (!saved_) return;
  tcsetattr(terminal_, TCSANOW, &*saved_);
  saved_.reset();
}

std::optional<std::string> read_line_of_input() {
  std::string line;
  for (char octet = 0; line.size() <= kLongest;) {
    const ssize_t count = ::read(STDIN_FILENO, &octet, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return line.empty() ? std::nullopt : std::optional(line);
    if (octet == '\n') return line;
    line += octet;
  }
  return std::nullopt;
}

}  // namespace dial::cli
