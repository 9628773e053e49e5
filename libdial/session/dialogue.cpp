// What is kept of the dialogue on the line, for whoever looks into a dial that went wrong.
#include <string>
#include <utility>

#include "base/command_line.hpp"
#include "script/dialogue_text.hpp"
#include "session/session.hpp"

namespace dial::session {

void Session::begin_log(TimePoint now) {
  log_ = script::DialogueLog(now);
  log_.hide(settings_.link.authentication.password);
  for (const std::string& command : settings_.modem.init)
    log_.hide(Secret(std::string(secret_part(command))));
  if (settings_.login) settings_.login->hide_secrets(log_);
}

void Session::log_output(TimePoint now) {
  const Buffer said = std::exchange(unlogged_, {});
  std::size_t logged = 0;
  for (const std::size_t end : std::exchange(unlogged_breaks_, {})) {
    log_.handle_sent(Octets(said).subspan(logged, end - logged), now);
    log_.handle_break(now);
    logged = end;
  }
  log_.handle_sent(Octets(said).subspan(logged), now);
}

void Session::log_input(Octets octets, TimePoint now) {
  log_.strip_bit_7(format_.characters() != Characters::k8N1);
  log_.handle_received(octets, now);
}

// From here on the line is the login script's, a banner that comes before it starts included.
void Session::log_login(TimePoint now) {
  if (!settings_.login) return;
  log_output(now);
  log_.add_note(script::kLoginNote, now);
}

}  // namespace dial::session
