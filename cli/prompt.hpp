#pragma once

#include <termios.h>
#include <uv.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "uv/handle.hpp"
#include "uv/poll.hpp"

namespace dial::cli {

// Asks the person at the controlling terminal one thing at a time, without blocking the loop.
//
// The terminal is opened anew, so that making it non-blocking changes nothing for the shell. Its
// echo comes back when the question is answered or cancelled, when dialctl is suspended, and when
// the Prompt is destroyed. Loop's thread.
class Prompt {
 public:
  enum class Echo : std::uint8_t { kOn, kOff };
  // Without a value: end of input. May ask again; must not destroy the Prompt.
  using Answered = std::function<void(std::optional<std::string> answer)>;

  // Null: there is no person to ask (no terminal on standard input).
  static std::unique_ptr<Prompt> open(uv_loop_t* loop);
  Prompt(const Prompt&) = delete;  // the signal handle points back at its owner
  Prompt& operator=(const Prompt&) = delete;
  ~Prompt();

  void ask(std::string question, Echo echo, Answered answered);
  void cancel();

 private:
  Prompt(uv_loop_t* loop, int terminal);
  void begin();
  void read_some(int status);
  void answer(std::optional<std::string> text);
  void handle_suspend();
  void hide();
  void restore();

  int terminal_;
  std::string question_;
  std::string typed_;  // of the present line
  Echo echo_ = Echo::kOn;
  Answered answered_;
  std::optional<termios> saved_;  // set exactly while the echo is off
  std::unique_ptr<uv::Poll> poll_;
  uv::Handle<uv_signal_t> suspend_;
};

// The first line of standard input, for a password that comes through a pipe; waits for it.
// Without a value: it is empty at once, or longer than a password can be.
std::optional<std::string> read_line_of_input();

}  // namespace dial::cli
