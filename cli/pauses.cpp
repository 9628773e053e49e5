#include "cli/pauses.hpp"

#include <utility>

#include "base/secret.hpp"
#include "base/wipe.hpp"
#include "cli/text.hpp"

namespace dial::cli {
namespace {

// What a wrong callback number is refused with: it can be typed again.
bool can_be_mended(ErrorCode code) {
  return code == ErrorCode::kInvalidCallbackNumber || code == ErrorCode::kBadCallbackNumber;
}

}  // namespace

Pauses::Pauses(uv_loop_t* loop, Prompt& prompt, Hooks hooks)
    : loop_(loop), prompt_(prompt), hooks_(std::move(hooks)) {}

void Pauses::begin(State paused, const ConnectionStatus& status) {
  paused_ = paused;
  const std::string& text = status.prompt;
  const std::string said = text.empty() ? "" : "the far end says: " + terminal_safe(text) + "\n";
  switch (paused) {
    case State::kInteractive:
      return text.empty() ? hand_over() : ask_for_script(status);
    case State::kCallbackSetByCaller:
      return ask_for_number(said);
    case State::kPasswordExpired:
      return ask_for_new_password(said);
    case State::kInvokeEapUI:
      return ask(said + "Answer: ", Prompt::Echo::kOff, [this](std::string text_typed) {
        answer({.user = {}, .password = std::move(text_typed), .number = {}});
      });
    default:  // kRetryAuthentication
      return ask_for_login(said);
  }
}

void Pauses::end() {
  prompt_.cancel();
  terminal_.reset();
}

void Pauses::ask(const std::string& question, Prompt::Echo echo, Next next) {
  prompt_.ask(question, echo, [this, next = std::move(next)](std::optional<std::string> typed) {
    if (!typed) return hooks_.give_up();
    next(std::move(*typed));
  });
}

void Pauses::ask_for_script(const ConnectionStatus& status) {
  const auto echo = status.prompt_is_secret ? Prompt::Echo::kOff : Prompt::Echo::kOn;
  ask(terminal_safe(status.prompt) + " ", echo, [this](std::string typed) {
    answer({.user = {}, .password = std::move(typed), .number = {}});
  });
}

void Pauses::ask_for_login(const std::string& said) {
  ask(said + "User name: ", Prompt::Echo::kOn, [this](const std::string& user) {
    ask("Password: ", Prompt::Echo::kOff, [this, user](std::string password) {
      answer({.user = user, .password = std::move(password), .number = {}});
    });
  });
}

void Pauses::ask_for_number(const std::string& said) {
  ask(said + "Number to be called back at: ", Prompt::Echo::kOn, [this](std::string number) {
    answer({.user = {}, .password = {}, .number = std::move(number)});
  });
}

void Pauses::ask_for_new_password(const std::string& said) {
  ask(said + "New password: ", Prompt::Echo::kOff, [this](std::string first) {
    const Secret password(std::move(first));
    ask("The same again: ", Prompt::Echo::kOff, [this, password](std::string second) {
      if (password.reveal() != second) return ask_for_new_password("the two differ\n");
      answer({.user = {}, .password = std::move(second), .number = {}});
    });
  });
}

void Pauses::answer(ResumeInput input) {
  const auto resumed = hooks_.resume(input);
  wipe(input.password);
  if (resumed) return;
  hooks_.failed(resumed.error());
  // Too late, mostly: then the dial has ended, and its last call says why.
  if (can_be_mended(resumed.error().code)) ask_for_number("");
}

void Pauses::hand_over() {
  const auto line = hooks_.open_terminal();
  if (!line) return hooks_.failed(line.error());
  auto opened = LineTerminal::open(loop_, *line, hooks_.escape_does,
                                   [this](LineTerminal::End how) { handle_terminal_end(how); });
  if (!opened) {
    hooks_.failed(opened.error());
    return hooks_.give_up();
  }
  terminal_ = std::move(*opened);
}

void Pauses::handle_terminal_end(LineTerminal::End how) {
  const auto finished = std::move(terminal_);  // whose callback this is
  if (how == LineTerminal::End::kInputEnded) return hooks_.give_up();
  if (how == LineTerminal::End::kEscape) answer({});
}

}  // namespace dial::cli
