#include "manager/login_script.hpp"

#include <filesystem>
#include <utility>

#include "sys/files.hpp"

namespace dial::manager {
namespace {

script::Language language_of(const profile::ScriptSettings& script) {
  if (!script.language) return script::language_of_file(script.path);
  switch (*script.language) {
    case profile::ScriptLanguage::kChat:
      return script::Language::kChat;
    case profile::ScriptLanguage::kScp:
      return script::Language::kScp;
    case profile::ScriptLanguage::kLua:
      return script::Language::kLua;
  }
  return script::Language::kChat;
}

script::ReadFile reader_of(AtFiles files) {
  if (files == AtFiles::kRefused) return {};
  return [files](std::string_view path) -> std::expected<std::string, std::string> {
    if (!path.starts_with('/')) return std::unexpected("@ needs the whole path of a file, from /");
    if (files == AtFiles::kNotRead) return std::string();
    auto text = sys::read_file(std::string(path));
    if (!text) return std::unexpected("cannot read the file: " + text.error().context);
    return std::move(*text);
  };
}

constexpr std::size_t kLongestScript = 65'536;  // octets

// Where a script stands, and what it says.
struct Written {
  std::string file;
  std::size_t line = 1;
  std::size_t column = 1;
  std::string text;
};

Result<Written> written(const profile::Profile& profile) {
  const std::string& path = profile.script.path;
  if (path.empty()) {
    return Written{profile.login_script_file, profile.login_script_line,
                   profile.login_script_column, profile.login_script};
  }
  auto text = sys::read_file(path, kLongestScript);
  if (text) return Written{.file = path, .text = std::move(*text)};
  Error error = text.error();
  error.code = ErrorCode::kFileCouldNotBeOpened;
  error.context = profile.file + ": `file` under [script]: " + error.context;
  return std::unexpected(std::move(error));
}

Error syntax_error(const std::string& file, const std::vector<script::ParseError>& problems) {
  Error error{ErrorCode::kScriptSyntax, Layer::kScript, {}};
  for (const auto& problem : problems) {
    if (!error.context.empty()) error.context += '\n';
    error.context += to_string(profile::Diagnostic{file, problem.line, problem.column,
                                                   "login script: " + problem.message});
  }
  return error;
}

}  // namespace

Result<std::optional<script::Login>> login_script(const profile::Profile& profile, AtFiles files) {
  if (!has_login_script(profile)) return std::nullopt;
  const auto source = written(profile);
  if (!source) return std::unexpected(source.error());
  auto login = script::Login::parse(
      language_of(profile.script), source->text,
      {.source = {.name = std::filesystem::path(source->file).filename().string(),
                  .line = source->line,
                  .column = source->column},
       .profile = {.name = profile.name,
                   .device = profile.line.device,
                   .variables = profile.script.variables},
       .read_file = reader_of(files),
       .habits = profile.script.chat_habits ? script::Habits::of_chat() : script::Habits{}});
  if (!login) return std::unexpected(syntax_error(source->file, login.error()));
  return std::move(*login);
}

}  // namespace dial::manager
