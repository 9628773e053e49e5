#include "manager/phone_book.hpp"

#include "at/dialogue.hpp"
#include "script/chat.hpp"
#include "sys/files.hpp"

namespace dial::manager {
namespace {

constexpr std::string_view kSuffix = ".toml";

std::string joined(const std::vector<profile::Diagnostic>& diagnostics) {
  std::string text;
  for (const auto& diagnostic : diagnostics) {
    if (!text.empty()) text += '\n';
    text += to_string(diagnostic);
  }
  return text;
}

// The script's own places count from its first line; the reader's from the file's.
std::string script_problem(const profile::Profile& profile, const script::ParseError& error) {
  return to_string(profile::Diagnostic{profile.file, profile.login_script_line + error.line - 1,
                                       error.column, "login script: " + error.message});
}

Result<std::string> dial_command(const profile::Profile& profile, const std::string& number) {
  if (!profile.modem.present) return std::string();
  const auto digits = at::dial_string(profile.modem.prefix + number);
  if (!digits) return std::unexpected(digits.error());
  return profile.modem.dial_command + *digits;
}

}  // namespace

Result<> PhoneBook::load() {
  const auto files = sys::list_files(files_.directory, std::string(kSuffix));
  if (!files) return std::unexpected(files.error());
  entries_.clear();
  for (const std::string& file : *files) {
    Entry entry = load_entry(file);
    std::string name = file.substr(0, file.size() - kSuffix.size());
    entry.profile.name = name;
    entries_.emplace(std::move(name), std::move(entry));
  }
  return {};
}

PhoneBook::Entry PhoneBook::load_entry(const std::string& file) const {
  Entry entry{.file = files_.directory + "/" + file, .profile = {}, .problem = {}};
  const auto text = sys::read_file(entry.file);
  if (!text) {
    entry.problem = text.error().context;
    return entry;
  }
  auto parsed = profile::parse_profile(*text, entry.file);
  if (!parsed) {
    entry.problem = joined(parsed.error());
    return entry;
  }
  entry.profile = std::move(*parsed);
  if (!entry.profile.login_script.empty()) {
    const auto script = script::Chat::parse(entry.profile.login_script);
    if (!script) entry.problem = script_problem(entry.profile, script.error());
  }
  return entry;
}

std::vector<ProfileInfo> PhoneBook::entries() const {
  std::vector<ProfileInfo> all;
  for (const auto& [name, entry] : entries_) {
    all.push_back({.name = name,
                   .file = entry.file,
                   .device = entry.profile.line.device,
                   .number = entry.profile.number,
                   .problem = entry.problem});
  }
  return all;
}

std::vector<std::string> PhoneBook::problems() const {
  std::vector<std::string> all;
  for (const auto& [name, entry] : entries_) {
    if (!entry.problem.empty()) all.push_back(entry.problem);
  }
  return all;
}

Result<profile::Profile> PhoneBook::find(const std::string& name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) {
    return std::unexpected(Error{ErrorCode::kCannotFindPhonebookEntry, Layer::kConfiguration,
                                 "\"" + name + "\" in " + files_.directory});
  }
  if (!found->second.problem.empty()) {
    return std::unexpected(
        Error{ErrorCode::kCannotLoadPhonebook, Layer::kConfiguration, found->second.problem});
  }
  return found->second.profile;
}

Result<std::string> PhoneBook::text(const std::string& name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) return std::unexpected(find(name).error());
  return sys::read_file(found->second.file);
}

Result<Secret> PhoneBook::secret_of(const profile::Profile& profile) const {
  const auto text = sys::read_secret_file(files_.secrets);
  if (!text) return std::unexpected(text.error());
  auto secrets = profile::parse_secrets(*text, files_.secrets);
  if (!secrets) {
    return std::unexpected(
        Error{ErrorCode::kCannotLoadPhonebook, Layer::kConfiguration, joined(secrets.error())});
  }
  const auto found = secrets->find(profile.secret);
  if (found == secrets->end()) {
    return std::unexpected(Error{ErrorCode::kKeyNotFound, Layer::kConfiguration,
                                 "no secret \"" + profile.secret + "\" in " + files_.secrets});
  }
  return found->second;
}

Result<session::Settings> PhoneBook::settings_for(const DialParameters& parameters) const {
  auto profile = find(parameters.entry);
  if (!profile) return std::unexpected(profile.error());
  session::Settings settings;
  settings.number = parameters.number.empty() ? profile->number : parameters.number;
  auto command = dial_command(*profile, settings.number);
  if (!command) return std::unexpected(command.error());
  settings.dial_command = std::move(*command);

  settings.user = parameters.user.empty() ? profile->user : parameters.user;
  settings.password = Secret(parameters.password);
  if (settings.password.empty() && !profile->secret.empty()) {
    auto secret = secret_of(*profile);
    if (!secret) return std::unexpected(secret.error());
    settings.password = std::move(*secret);
  }
  if (!profile->login_script.empty()) {
    auto script = script::Chat::parse(profile->login_script);
    if (!script) {
      return std::unexpected(Error{ErrorCode::kScriptSyntax, Layer::kScript,
                                   script_problem(*profile, script.error())});
    }
    settings.login = std::move(*script);
  }
  settings.allow_pause = parameters.allow_pause;
  settings.send_ahead = parameters.send_ahead.value_or(profile->send_ahead.value_or(false));
  settings.profile = std::move(*profile);
  return settings;
}

}  // namespace dial::manager
