#pragma once

#include <string>

#include "manager/manager.hpp"

namespace dial::conformance {

// A far end whose protocol asks whoever dialled, for protocols that do not exist yet. Which one,
// the entry's name says; it asks when authentication begins:
//
//   callback  CallbackSetByCaller, "Where are you?"
//   expired   PasswordExpired, "Your password has expired"; again, "Too short", of one under 8
//   eap       InvokeEapUI, "Token?"
//   retry     RetryAuthentication, "Who is there?"
//
// What it was answered is appended to a file: "PasswordExpired user password number", a line each.
class ScriptedFarEnd final : public manager::WatchObserver {
 public:
  ScriptedFarEnd(manager::Manager& manager, std::string file)
      : manager_(manager), file_(std::move(file)) {}

  void on_change(const WatchEvent& event) override;

 private:
  void begin(const ConnectionStatus& status);
  void take_answer(ConnectionId id);
  void ask(ConnectionId id, State paused, const std::string& text);

  manager::Manager& manager_;
  std::string file_;
};

}  // namespace dial::conformance
