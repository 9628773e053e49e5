#include "script/login.hpp"

#include <utility>

#include "script/chat_engine.hpp"
#include "script/lua_runner.hpp"
#include "script/quiet_texts.hpp"
#include "script/scp_engine.hpp"

namespace dial::script {
namespace {

using Problems = std::vector<ParseError>;

// From the script's place to its file's.
ParseError moved(ParseError error, const Source& source) {
  if (error.line == 1) error.column += source.column - 1;
  error.line += source.line - 1;
  return error;
}

std::unexpected<Problems> refused(Problems problems, const Source& source) {
  for (ParseError& problem : problems)
    problem = moved(std::move(problem), source);
  return std::unexpected(std::move(problems));
}

}  // namespace

std::expected<Login, Problems> Login::parse(Language language, std::string_view text,
                                            const LoginOptions& options) {
  if (language == Language::kLua) {
    auto script = lua::Script::parse(options.source.name, options.source.line, text);
    if (!script) return std::unexpected(Problems{script.error()});
    return Login(std::move(*script), options);
  }
  if (language == Language::kScp) {
    auto script = scp::Script::parse(text);
    if (!script) return refused(std::move(script.error()), options.source);
    if (auto later = scp::unsupported(*script); !later.empty())
      return refused(std::move(later), options.source);
    return Login(std::move(*script), options);
  }
  auto script = Chat::parse(text, options.read_file, options.profile.variables);
  if (!script) return refused({script.error()}, options.source);
  return Login(std::move(*script), options);
}

void Login::hide_secrets(DialogueLog& log) const {
  if (const auto* chat = std::get_if<Chat>(&script_)) hide_quiet_texts(*chat, log);
}

std::unique_ptr<Engine> Login::start(const LoginValues& values, const LoginLimits& limits,
                                     TimePoint now) const {
  if (const auto* chat = std::get_if<Chat>(&script_))
    return std::make_unique<ChatEngine>(*chat, values, limits, habits_, source_, now);
  if (const auto* script = std::get_if<scp::Script>(&script_))
    return std::make_unique<scp::ScpEngine>(*script, values, limits, source_, now);
  lua::Limits bounds{.script = limits.script};
  if (limits.wait) bounds.wait = *limits.wait;
  const lua::Profile profile{.fields = {{"name", profile_.name},
                                        {"device", profile_.device},
                                        {"number", values.number},
                                        {"user", values.user},
                                        {"password", values.password}},
                             .variables = profile_.variables};
  return std::make_unique<lua::Runner>(std::get<lua::Script>(script_), profile, bounds, now);
}

}  // namespace dial::script
