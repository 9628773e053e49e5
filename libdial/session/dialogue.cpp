// What is kept of the dialogue on the line, for whoever looks into a dial that went wrong.
#include <array>
#include <utility>

#include "script/dialogue_text.hpp"
#include "session/session.hpp"

namespace dial::session {
namespace {

// 3GPP TS 27.007: commands whose parameters are a PIN or a password.
constexpr std::array<std::string_view, 5> kSecretCommands{
    "+CPIN=", "+CPWD=", "+CLCK=", "+CGAUTH=", "^CPIN="};

std::string upper(std::string text) {
  for (char& c : text)
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

// The part of a command that nobody is to see.
Secret secret_of(const std::string& command) {
  const std::string folded = upper(command);
  for (const std::string_view name : kSecretCommands) {
    const auto at = folded.find(name);
    if (at != std::string::npos) return Secret(command.substr(at + name.size() - 1));
  }
  return {};
}

}  // namespace

void Session::begin_log(TimePoint now) {
  log_ = script::DialogueLog(now);
  log_.hide(settings_.link.authentication.password);
  for (const std::string& command : settings_.modem.init)
    log_.hide(secret_of(command));
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
