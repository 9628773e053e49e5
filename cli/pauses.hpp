#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <string>

#include "cli/line_terminal.hpp"
#include "cli/prompt.hpp"
#include "dial/state.hpp"
#include "dial/types.hpp"

namespace dial::cli {

// Answers the paused states of a dial: asks the person at the terminal, or hands the line over.
// Loop's thread.
class Pauses {
 public:
  struct Hooks {
    std::function<Result<>(const ResumeInput&)> resume;
    std::function<Result<int>()> open_terminal;
    std::function<void()> give_up;  // the person wants no more of it
    std::function<void(const Error&)> failed;
    std::string_view escape_does;  // Ctrl-], to a person who has the line: told him
  };
  Pauses(uv_loop_t* loop, Prompt& prompt, Hooks hooks);

  // What the far end or the login script says is made safe for a terminal here.
  void begin(State paused, const ConnectionStatus& status);
  // The state has ended: nothing is asked any more, the terminal is the shell's again.
  void end();

 private:
  using Next = std::function<void(std::string answer)>;
  void ask(const std::string& question, Prompt::Echo echo, Next next);
  void ask_for_script(const ConnectionStatus& status);
  void ask_for_login(const std::string& said);
  void ask_for_number(const std::string& said);
  void ask_for_new_password(const std::string& said);
  void hand_over();
  void handle_terminal_end(LineTerminal::End how);
  void answer(ResumeInput input);

  uv_loop_t* loop_;
  Prompt& prompt_;
  Hooks hooks_;
  State paused_ = State::kInteractive;
  std::unique_ptr<LineTerminal> terminal_;
};

}  // namespace dial::cli
