#pragma once

#include <termios.h>
#include <uv.h>

#include <functional>
#include <memory>
#include <string>

#include "uv/handle.hpp"
#include "uv/poll.hpp"

namespace dial::cli {

// The whole terminal for one program: its other screen, no cursor, keys without Return and without
// echo. What was there comes back when this is destroyed, and while dialctl is suspended. Ctrl-C
// stays a signal. Loop's thread.
class FullScreen {
 public:
  struct Hooks {
    std::function<void(char key)> key;  // what was typed
    std::function<void()> redraw;       // another size, or back from being suspended
  };
  FullScreen(uv_loop_t* loop, Hooks hooks);
  FullScreen(const FullScreen&) = delete;  // the handles point back at their owner
  FullScreen& operator=(const FullScreen&) = delete;
  ~FullScreen();

  // In the place of what was shown; each line of the text ends with a line feed.
  void show(const std::string& text);

 private:
  void take();
  void give_back();
  void read_keys();

  Hooks hooks_;
  bool is_taken_ = false;
  bool has_settings_ = false;  // standard input is a terminal, and `saved_` its settings
  termios saved_{};
  std::unique_ptr<uv::Poll> keys_;  // null: standard input is no terminal
  uv::Handle<uv_signal_t> resized_;
  uv::Handle<uv_signal_t> suspended_;
};

std::size_t terminal_rows();  // 24 if the terminal does not say
bool terminal_has_utf8();     // by the locale; sets it

}  // namespace dial::cli
