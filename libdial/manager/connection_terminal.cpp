// Interactive: the line's octets to a person's terminal, and back.
#include "manager/connection.hpp"

namespace dial::manager {

Result<> Connection::prompt(State paused, const std::string& text) {
  auto result = session_.handle_prompt(paused, text, now());
  pump();
  return result;
}

std::optional<session::Answer> Connection::take_answer() {
  return session_.poll_answer();
}

Result<> Connection::may_open_terminal() {
  if (!session_.is_interactive()) {
    return std::unexpected(
        Error{ErrorCode::kInvalidAuthState, Layer::kManager,
              "the connection is in state " + std::string(state_name(session_.state()))});
  }
  // Whoever has closed the last one may open the next, whether the loop has noticed or not.
  if (terminal_ && terminal_->is_closed_there()) {
    serve_terminal();
    terminal_.reset();
  }
  if (!terminal_) return {};
  return std::unexpected(
      Error{ErrorCode::kPortAlreadyOpen, Layer::kManager, "its terminal is open already"});
}

void Connection::open_terminal(TerminalStream stream) {
  terminal_ =
      std::make_unique<TerminalLink>(loop_, std::move(stream), [this] { serve_terminal(); });
  serve_terminal();
}

void Connection::serve_terminal() {
  read_terminal();
  pump();
}

void Connection::read_terminal() {
  if (!terminal_ || !session_.takes_terminal_input()) return;
  while (!is_line_full()) {
    const Buffer typed = terminal_->read();
    if (typed.empty()) return;
    session_.handle_terminal_input(typed, now());
    send_output();
  }
}

// Its last words are shown, then the terminal ends with the state.
void Connection::show_terminal() {
  if (!terminal_) return;
  session_.terminal_text_taken(terminal_->write(session_.terminal_text()));
  const bool is_shown = session_.terminal_text().empty() && !terminal_->has_unsent();
  if (terminal_->is_gone() || (is_shown && !session_.is_interactive())) return terminal_.reset();
  terminal_->watch(session_.takes_terminal_input() && !is_line_full(), !is_shown);
}

}  // namespace dial::manager
