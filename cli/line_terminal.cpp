#include "cli/line_terminal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <optional>
#include <utility>

#include "cli/stream_io.hpp"

namespace dial::cli {
namespace {

constexpr char kEscapeKey = 0x1d;  // Ctrl-], as in telnet

}  // namespace

Result<std::unique_ptr<LineTerminal>> LineTerminal::open(uv_loop_t* loop, int line,
                                                         std::string_view escape_does,
                                                         Ended ended) {
  const int terminal = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (terminal < 0) {
    const int os_error = errno;
    ::close(line);
    return std::unexpected(Error{ErrorCode::kInteractiveMode, Layer::kConfiguration,
                                 "no terminal to hand the line to", "", os_error});
  }
  auto made =
      std::unique_ptr<LineTerminal>(new LineTerminal(loop, terminal, line, std::move(ended)));
  made->begin(escape_does);
  return made;
}

LineTerminal::LineTerminal(uv_loop_t* loop, int terminal, int line, Ended ended)
    : terminal_(terminal),
      line_(line),
      ended_(std::move(ended)),
      terminal_poll_(std::make_unique<uv::Poll>(loop, terminal, [this](int, int) { serve(); })),
      line_poll_(std::make_unique<uv::Poll>(loop, line, [this](int, int) { serve(); })),
      suspend_(new uv_signal_t) {
  do_not_block(line_);
  uv_signal_init(loop, suspend_.get());
  suspend_->data = this;
  uv_unref(reinterpret_cast<uv_handle_t*>(suspend_.get()));
}

void LineTerminal::begin(std::string_view escape_does) {
  said_ = "the line is yours, Ctrl-] " + std::string(escape_does) + "\r\n";
  make_raw();
  uv_signal_start(
      suspend_.get(),
      [](uv_signal_t* signal, int) {
        if (signal->data != nullptr) static_cast<LineTerminal*>(signal->data)->handle_suspend();
      },
      SIGTSTP);
  watch();
}

LineTerminal::~LineTerminal() {
  while (read_line() && said_.size() < (64U << 10)) {
  }
  write_some(terminal_, said_);
  restore();
  terminal_poll_.reset();
  line_poll_.reset();
  ::close(terminal_);
  ::close(line_);
}

void LineTerminal::serve() {
  type();
  show();
  if (is_escaped_ && typed_.empty()) return end(End::kEscape);
  if (is_line_closed_ && said_.empty()) return end(End::kLineClosed);
  if (is_terminal_gone_) return end(End::kInputEnded);
  watch();
}

void LineTerminal::end(End how) {
  terminal_poll_->watch(0);
  line_poll_->watch(0);
  restore();
  if (const auto ended = std::exchange(ended_, nullptr)) ended(how);
}

void LineTerminal::type() {
  if (typed_.empty() && !is_escaped_) read_keys();
  if (!write_some(line_, typed_)) typed_.clear();  // the end of the line is read, too
}

bool LineTerminal::read_keys() {
  std::string keys;
  const auto more = read_some(terminal_, keys);
  is_terminal_gone_ = is_terminal_gone_ || more == false;
  const auto escape = keys.find(kEscapeKey);
  is_escaped_ = escape != std::string::npos;
  typed_ += keys.substr(0, escape);
  return more.value_or(false);
}

void LineTerminal::show() {
  if (said_.empty()) read_line();
  if (!write_some(terminal_, said_)) is_terminal_gone_ = true;
}

bool LineTerminal::read_line() {
  if (is_line_closed_) return false;
  const auto more = read_some(line_, said_);
  is_line_closed_ = more == false;
  return more.value_or(false);
}

void LineTerminal::watch() {
  const auto events = [](bool reading, bool writing) {
    return (reading ? UV_READABLE : 0) | (writing ? UV_WRITABLE : 0);
  };
  terminal_poll_->watch(events(typed_.empty() && !is_escaped_, !said_.empty()));
  line_poll_->watch(events(said_.empty() && !is_line_closed_, !typed_.empty()));
}

// The shell must not find its terminal raw. Ctrl-Z is a key for the far end; kill(1) suspends.
void LineTerminal::handle_suspend() {
  restore();
  kill(getpid(), SIGSTOP);
  make_raw();
}

void LineTerminal::make_raw() {
  if (is_raw_ || tcgetattr(terminal_, &saved_) != 0) return;
  termios settings = saved_;
  cfmakeraw(&settings);
  is_raw_ = tcsetattr(terminal_, TCSADRAIN, &settings) == 0;
}

void LineTerminal::restore() {
  if (!std::exchange(is_raw_, false)) return;
  // Not drained: a terminal that takes nothing must not keep its settings from coming back.
  tcsetattr(terminal_, TCSANOW, &saved_);
  static_cast<void>(!::write(terminal_, "\n", 1));
}

}  // namespace dial::cli
