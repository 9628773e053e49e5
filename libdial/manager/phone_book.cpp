#include "manager/phone_book.hpp"

#include <filesystem>

#include "base/callback_number.hpp"
#include "session/prepare.hpp"
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
std::string script_problem(const profile::Profile& profile, const session::LoginProblem& error) {
  return to_string(profile::Diagnostic{profile.file, profile.login_script_line + error.line - 1,
                                       error.column, "login script: " + error.message});
}

ppp::LinkOptions link_options(const profile::Profile& profile) {
  const profile::PppSettings& ppp = profile.ppp;
  ppp::LinkOptions options;
  options.timers.restart = profile::first_restart(profile);
  options.lcp = {.mru = ppp.mru,
                 .accm = ppp.accm,
                 .compress_protocol = ppp.compress_protocol,
                 .compress_address = ppp.compress_address,
                 .echo_interval = ppp.echo_interval,
                 .echo_failures = ppp.echo_failures};
  options.authentication.user = profile.user;
  options.authentication.allow_pap = ppp.allow_pap;
  options.authentication.allow_chap = ppp.allow_chap;
  options.ipcp.local = profile.ip.local;
  options.ipcp.remote = profile.ip.remote;
  options.ipcp.request_name_servers = profile.ip.name_servers;
  return options;
}

session::TerminalStage terminal_stage(profile::TerminalStage stage) {
  switch (stage) {
    case profile::TerminalStage::kNone:
      return session::TerminalStage::kNone;
    case profile::TerminalStage::kBeforeDial:
      return session::TerminalStage::kBeforeDial;
    case profile::TerminalStage::kAfterDial:
      return session::TerminalStage::kAfterDial;
  }
  return session::TerminalStage::kNone;
}

// What the profile says of the session; who dials may change some of it.
session::Settings settings_from(const profile::Profile& profile) {
  session::Settings settings;
  settings.modem = {.present = profile.modem.present,
                    .init = profile.modem.init,
                    .init_timeout = profile.modem.init_timeout,
                    .dial_timeout = profile.modem.dial_timeout,
                    .hangs_up_by_escape = profile.modem.hang_up == profile::HangUpMethod::kEscape,
                    .guard_time = profile.modem.guard_time};
  settings.number = profile.number;
  settings.login_line = profile.login_script_line;
  settings.terminal = terminal_stage(profile.terminal);
  settings.link = link_options(profile);
  settings.connect_limit = profile.connect_limit;
  settings.pause_limit = profile.pause_limit;
  settings.send_ahead = profile.send_ahead.value_or(false);
  return settings;
}

Result<std::string> dial_command(const profile::Profile& profile, const std::string& number) {
  if (!profile.modem.present) return std::string();
  return session::dial_command(profile.modem.dial_command, profile.modem.prefix, number);
}

// What would have to be asked of a caller who does not want to be asked.
Result<> check_pauses(const DialParameters& parameters, const session::Settings& settings) {
  const auto refuse = [](ErrorCode code, std::string why) -> Result<> {
    return std::unexpected(Error{code, Layer::kConfiguration, std::move(why)});
  };
  if (settings.terminal != session::TerminalStage::kNone && !parameters.allow_pause) {
    return refuse(ErrorCode::kInteractiveMode, "the profile asks for a terminal");
  }
  if (parameters.callback_number != kAskForCallbackNumber) {
    return check_callback_number(parameters.callback_number);
  }
  if (parameters.allow_pause) return {};
  return refuse(ErrorCode::kBadCallbackNumber, "\"*\" asks for it, and nobody may be asked");
}

}  // namespace

std::string default_secrets(const std::string& directory) {
  // "profiles/" and "profiles" name the same directory.
  const auto profiles = std::filesystem::path(directory + "/").lexically_normal();
  return (profiles.parent_path().parent_path() / "secrets.toml").string();
}

Result<> PhoneBook::load() {
  const auto files = sys::list_files(files_.directory, std::string(kSuffix));
  if (!files) return std::unexpected(files.error());
  entries_.clear();
  for (const std::string& file : *files) {
    Entry entry = load_entry(files_.directory + "/" + file);
    std::string name = file.substr(0, file.size() - kSuffix.size());
    entry.profile.name = name;
    entries_.emplace(std::move(name), std::move(entry));
  }
  return {};
}

PhoneBook::Entry PhoneBook::load_entry(const std::string& path) {
  Entry entry{.file = path, .profile = {}, .problem = {}};
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
    const auto script = session::parse_login(entry.profile.login_script);
    if (!script) entry.problem = script_problem(entry.profile, script.error());
  }
  return entry;
}

ProfileInfo PhoneBook::check(const std::string& file) {
  const std::filesystem::path path(file);
  ProfileInfo info{
      .name = path.stem().string(), .file = file, .device = {}, .number = {}, .problem = {}};
  if (std::filesystem::is_directory(path)) {
    info.problem = file + ": is a directory";
  } else if (path.extension() != kSuffix) {
    info.problem = file + ": diald reads files named NAME.toml only";
  } else if (const auto problem = profile::entry_name_problem(info.name); !problem.empty()) {
    info.problem = file + ": " + problem;
  }
  if (!info.problem.empty()) return info;
  const Entry entry = load_entry(file);
  info.device = entry.profile.line.device;
  info.number = entry.profile.number;
  info.problem = entry.problem;
  return info;
}

std::vector<ProfileInfo> PhoneBook::entries() const {
  std::vector<ProfileInfo> all;
  all.reserve(entries_.size());
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

Result<Secret> PhoneBook::password_for(const DialParameters& parameters,
                                       const profile::Profile& profile) const {
  if (!parameters.password.empty() || profile.secret.empty()) return Secret(parameters.password);
  return secret_of(profile);
}

Result<DialPlan> PhoneBook::plan_for(const DialParameters& parameters) const {
  auto profile = find(parameters.entry);
  if (!profile) return std::unexpected(profile.error());
  session::Settings settings = settings_from(*profile);
  if (!parameters.number.empty()) settings.number = parameters.number;
  auto command = dial_command(*profile, settings.number);
  if (!command) return std::unexpected(command.error());
  settings.dial_command = std::move(*command);

  auto password = password_for(parameters, *profile);
  if (!password) return std::unexpected(password.error());
  settings.link.authentication.password = std::move(*password);
  if (!parameters.user.empty()) settings.link.authentication.user = parameters.user;
  if (!profile->login_script.empty()) {
    auto script = session::parse_login(profile->login_script);
    if (!script) {
      return std::unexpected(Error{ErrorCode::kScriptSyntax, Layer::kScript,
                                   script_problem(*profile, script.error())});
    }
    settings.login = std::move(*script);
  }
  settings.allow_pause = parameters.allow_pause;
  if (auto good = check_pauses(parameters, settings); !good) return std::unexpected(good.error());
  settings.callback_number = parameters.callback_number;
  if (parameters.send_ahead) settings.send_ahead = *parameters.send_ahead;
  return DialPlan{.profile = std::move(*profile), .session = std::move(settings)};
}

}  // namespace dial::manager
