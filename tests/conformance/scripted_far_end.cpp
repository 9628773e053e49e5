#include "conformance/scripted_far_end.hpp"

#include <fstream>

namespace dial::conformance {

// Told of a state before its handler can have returned: what is asked here comes next.
void ScriptedFarEnd::on_change(const WatchEvent& event) {
  const ConnectionStatus& status = event.status;
  if (status.error || is_paused(status.state)) return;
  take_answer(status.id);
  if (status.state == State::kAuthenticate) begin(status);
}

void ScriptedFarEnd::begin(const ConnectionStatus& status) {
  if (status.entry == "callback") ask(status.id, State::kCallbackSetByCaller, "Where are you?");
  if (status.entry == "expired")
    ask(status.id, State::kPasswordExpired, "Your password has expired");
  if (status.entry == "eap") ask(status.id, State::kInvokeEapUI, "Token?");
  if (status.entry == "retry") ask(status.id, State::kRetryAuthentication, "Who is there?");
}

void ScriptedFarEnd::take_answer(ConnectionId id) {
  const auto answer = manager_.take_answer(id);
  if (!answer) return;
  std::ofstream(file_, std::ios::app) << state_name(answer->paused) << ' ' << answer->user << ' '
                                      << answer->password.reveal() << ' ' << answer->number << '\n';
  if (answer->paused == State::kPasswordExpired && answer->password.reveal().size() < 8)
    ask(id, State::kPasswordExpired, "Too short");
}

// A dial that ends meanwhile has nobody to ask.
void ScriptedFarEnd::ask(ConnectionId id, State paused, const std::string& text) {
  static_cast<void>(manager_.prompt(id, paused, text));
}

}  // namespace dial::conformance
