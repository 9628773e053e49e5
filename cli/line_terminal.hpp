#pragma once

#include <termios.h>
#include <uv.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "dial/error.hpp"
#include "uv/handle.hpp"
#include "uv/poll.hpp"

namespace dial::cli {

// Joins the person's terminal to the line of a dial in the state Interactive: every key goes to the
// far end, Ctrl-C too, but Ctrl-], which ends it.
//
// The terminal is opened anew and made raw; its settings come back when this ends, when dialctl is
// suspended, and when it is destroyed. Loop's thread.
class LineTerminal {
 public:
  enum class End : std::uint8_t {
    kEscape,      // the person has typed Ctrl-]
    kLineClosed,  // the state has ended
    kInputEnded,  // the terminal is gone
  };
  // Once, on the loop; may destroy the LineTerminal.
  using Ended = std::function<void(End)>;

  // Takes the line's descriptor over, and tells the person that Ctrl-] `escape_does`. Fails with
  // kInteractiveMode where there is no terminal.
  static Result<std::unique_ptr<LineTerminal>> open(uv_loop_t* loop, int line,
                                                    std::string_view escape_does, Ended ended);
  LineTerminal(const LineTerminal&) = delete;  // the handles point back at their owner
  LineTerminal& operator=(const LineTerminal&) = delete;
  ~LineTerminal();  // shows what the line has still said; nothing is told

 private:
  LineTerminal(uv_loop_t* loop, int terminal, int line, Ended ended);
  void begin(std::string_view escape_does);
  void serve();
  void type();       // from the person to the line
  void show();       // from the line to the person
  bool read_keys();  // false: nothing to read now
  bool read_line();  // the same
  void end(End how);
  void watch();
  void handle_suspend();
  void make_raw();
  void restore();

  int terminal_;
  int line_;
  Ended ended_;
  std::string typed_;  // not taken by the line yet
  std::string said_;   // not shown yet
  bool is_escaped_ = false;
  bool is_line_closed_ = false;
  bool is_terminal_gone_ = false;
  bool is_raw_ = false;
  termios saved_{};
  std::unique_ptr<uv::Poll> terminal_poll_;
  std::unique_ptr<uv::Poll> line_poll_;
  uv::Handle<uv_signal_t> suspend_;
};

}  // namespace dial::cli
