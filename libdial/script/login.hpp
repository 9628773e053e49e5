#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/secret.hpp"
#include "base/time.hpp"
#include "script/chat.hpp"
#include "script/dialogue_log.hpp"
#include "script/engine.hpp"
#include "script/language.hpp"
#include "script/lua_script.hpp"
#include "script/parse_error.hpp"
#include "script/scp_script.hpp"
#include "script/texts.hpp"

namespace dial::script {

// Where the text of a script begins, for what is said about places in it.
struct Source {
  std::string name = "script";  // its file
  std::size_t line = 1;
  std::size_t column = 1;
};

// What a script may know of its profile.
struct ProfileTexts {
  std::string name;  // of the entry
  std::string device;
  Texts variables;  // of the author's own: $NAME in chat, profile.variables.NAME in Lua
};

struct LoginOptions {
  Source source = {};
  ProfileTexts profile = {};
  ReadFile read_file = {};  // for @file of chat; without it that is refused
  Habits habits = {};       // of chat
};

// What a script may insert.
struct LoginValues {
  std::string number;
  std::string user;
  Secret password;
};

struct LoginLimits {
  std::optional<Duration> wait;  // of one that says none; by default 45 s in chat, else 60 s
  Duration script{300'000};      // of everything, but for the time a person takes
};

// A login script of whatever language, checked as a whole. Immutable; may be shared.
class Login {
 public:
  // Places are those of the file. Never an empty list.
  static std::expected<Login, std::vector<ParseError>> parse(Language language,
                                                             std::string_view text,
                                                             const LoginOptions& options = {});

  Language language() const { return static_cast<Language>(script_.index()); }
  // What it sends and nobody is to see, but for the password.
  void hide_secrets(DialogueLog& log) const;
  // It waits from the start, and sends what it begins with: drain poll_output().
  std::unique_ptr<Engine> start(const LoginValues& values, const LoginLimits& limits,
                                TimePoint now) const;

 private:
  using Script = std::variant<Chat, scp::Script, lua::Script>;
  Login(Script script, const LoginOptions& options)
      : script_(std::move(script)),
        source_(options.source),
        profile_(options.profile),
        habits_(options.habits) {}

  Script script_;
  Source source_;
  ProfileTexts profile_;
  Habits habits_;
};

}  // namespace dial::script
