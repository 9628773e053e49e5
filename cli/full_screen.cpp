#include "cli/full_screen.hpp"

#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <clocale>
#include <csignal>
#include <string_view>
#include <utility>

#include "cli/output.hpp"

namespace dial::cli {
namespace {

// ECMA-48 and xterm: the other screen, the cursor, home, erase to the end of line and screen.
constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l";
constexpr std::string_view kLeave = "\x1b[?25h\x1b[?1049l";
constexpr std::string_view kHome = "\x1b[H";
constexpr std::string_view kEraseLine = "\x1b[K";
constexpr std::string_view kEraseRest = "\x1b[J";

}  // namespace

FullScreen::FullScreen(uv_loop_t* loop, Hooks hooks)
    : hooks_(std::move(hooks)), resized_(new uv_signal_t), suspended_(new uv_signal_t) {
  for (uv_signal_t* signal : {resized_.get(), suspended_.get()}) {
    uv_signal_init(loop, signal);
    signal->data = this;
    uv_unref(reinterpret_cast<uv_handle_t*>(signal));
  }
  const auto resized = [](uv_signal_t* signal, int) {
    if (signal->data != nullptr) static_cast<FullScreen*>(signal->data)->hooks_.redraw();
  };
  const auto suspended = [](uv_signal_t* signal, int) {
    if (signal->data == nullptr) return;
    auto& self = *static_cast<FullScreen*>(signal->data);
    self.give_back();
    kill(getpid(), SIGSTOP);
    self.take();
    self.hooks_.redraw();
  };
  uv_signal_start(resized_.get(), resized, SIGWINCH);
  uv_signal_start(suspended_.get(), suspended, SIGTSTP);
  take();
  if (!has_settings_) return;
  keys_ = std::make_unique<uv::Poll>(loop, STDIN_FILENO, [this](int, int) { read_keys(); });
  keys_->watch(UV_READABLE);
}

FullScreen::~FullScreen() {
  keys_.reset();
  give_back();
}

void FullScreen::take() {
  if (is_taken_) return;
  is_taken_ = true;
  has_settings_ = tcgetattr(STDIN_FILENO, &saved_) == 0;
  if (has_settings_) {
    termios settings = saved_;
    settings.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSANOW, &settings);
  }
  write_out(kEnter);
}

void FullScreen::give_back() {
  if (!std::exchange(is_taken_, false)) return;
  write_out(kLeave);
  if (has_settings_) tcsetattr(STDIN_FILENO, TCSANOW, &saved_);
}

void FullScreen::show(const std::string& text) {
  std::string out(kHome);
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin);
    out += text.substr(begin, end - begin);
    out += kEraseLine;
    begin = end + 1;
    // The last line has no feed: it would scroll a full screen.
    if (begin < text.size()) out += "\r\n";
  }
  out += kEraseRest;
  write_out(out);
}

void FullScreen::read_keys() {
  std::array<char, 64> typed{};
  const auto count = ::read(STDIN_FILENO, typed.data(), typed.size());
  if (count <= 0) return keys_->watch(0);
  // A copy: a key may end all this.
  const auto key = hooks_.key;
  for (const char each : std::string_view(typed.data(), static_cast<std::size_t>(count)))
    key(each);
}

std::size_t terminal_rows() {
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
  return known ? size.ws_row : 24;
}

bool terminal_has_utf8() {
  std::setlocale(LC_CTYPE, "");
  return std::string_view(nl_langinfo(CODESET)) == "UTF-8";
}

}  // namespace dial::cli
