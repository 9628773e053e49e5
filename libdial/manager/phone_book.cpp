#include "manager/phone_book.hpp"

#include "base/callback_number.hpp"
#include "base/dial_string.hpp"
#include "manager/login_script.hpp"
#include "manager/modem_plan.hpp"
#include "profile/dial_rules.hpp"
#include "session/prepare.hpp"
#include "sys/device_access.hpp"

namespace dial::manager {
namespace {

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

session::Characters characters(profile::Characters characters) {
  switch (characters) {
    case profile::Characters::k8N1:
      return session::Characters::k8N1;
    case profile::Characters::k7E1:
      return session::Characters::k7E1;
    case profile::Characters::k7O1:
      return session::Characters::k7O1;
    case profile::Characters::k7S1:
      return session::Characters::k7S1;
    case profile::Characters::k7M1:
      return session::Characters::k7M1;
  }
  return session::Characters::k8N1;
}

// What the profile says of the session; who dials may change some of it.
session::Settings settings_from(const profile::Profile& profile) {
  session::Settings settings;
  settings.modem = modem_settings(profile);
  settings.number = profile.number;
  settings.login_limits = {.wait = profile.script.wait_limit, .script = profile.script.limit};
  settings.terminal = terminal_stage(profile.terminal);
  settings.link = link_options(profile);
  settings.characters = characters(profile.characters);
  settings.escaped = profile::flow_control_characters(profile);
  settings.connect_limit = profile.connect_limit;
  settings.pause_limit = profile.pause_limit;
  settings.send_ahead = profile.send_ahead.value_or(false);
  return settings;
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

// By the rules too: the same digits without their area are another's number.
bool is_elsewhere(const profile::Profile& profile, const std::string& number) {
  if (number.empty()) return false;
  const auto own = profile::digits_to_dial(profile);
  const auto other = profile::digits_to_dial(profile, number);
  return !own || !other || without_marks(*own) != without_marks(*other);
}

// DESIGN 3: what the daemon keeps for the system's entries goes where root sends it. Whoever
// answers at another number might be the caller himself.
Result<> check_destination(const DialParameters& parameters, const PhoneBook::Entry& entry,
                           uid_t uid) {
  const bool may_go = entry.key.user || is_privileged(uid);
  if (may_go || !is_elsewhere(entry.profile, parameters.number)) return {};
  return std::unexpected(
      Error{ErrorCode::kAccessDenied, Layer::kConfiguration,
            "the stored password of \"" + entry.key.name +
                "\" goes to its own number only: with another number give the password, too"});
}

}  // namespace

Result<Secret> PhoneBook::password_for(const DialParameters& parameters, const Entry& entry,
                                       uid_t uid) const {
  if (!parameters.password.empty()) return Secret(parameters.password);
  auto stored = stored_password(parameters, entry, uid);
  if (!stored || stored->empty()) return stored;
  if (auto allowed = check_destination(parameters, entry, uid); !allowed)
    return std::unexpected(allowed.error());
  return stored;
}

// A secret that no profile names is the one called as the entry, if there is one.
Result<Secret> PhoneBook::stored_password(const DialParameters& parameters, const Entry& entry,
                                          uid_t uid) const {
  const profile::Profile& profile = entry.profile;
  const std::string file = secrets_file(entry.key);
  if (!parameters.password_token.value.empty())
    return secrets_.redeem(parameters.password_token, uid, file);
  const bool is_named = !profile.secret.empty();
  if (!is_named && profile.user.empty() && !has_login_script(profile)) return Secret();
  auto found = secrets_.find(file, secret_name(entry));
  if (!found) return std::unexpected(found.error());
  if (*found) return std::move(**found);
  if (!is_named) return Secret();
  return std::unexpected(Error{ErrorCode::kKeyNotFound, Layer::kConfiguration,
                               "no secret \"" + profile.secret + "\" in " + file});
}

// What a user wrote may lead only where he could go himself.
Result<> PhoneBook::check_device(profile::Profile& profile, const Entry& entry,
                                 const sys::User& user) {
  if (!entry.key.user) return {};
  auto device = sys::device_for(user, profile.line.device);
  if (!device) return std::unexpected(device.error());
  profile.line.device = std::move(*device);
  return {};
}

Result<DialPlan> PhoneBook::plan_for(const DialParameters& parameters, const sys::User& user,
                                     const DialWay& way) const {
  const auto key = resolve(parameters.entry, user.uid);
  if (!key) return std::unexpected(key.error());
  auto profile = find(*key);
  if (!profile) return std::unexpected(profile.error());
  const Entry& entry = *find_entry(*key);
  if (!way.device.empty()) profile->line.device = way.device;
  if (auto usable = check_device(*profile, entry, user); !usable)
    return std::unexpected(usable.error());
  if (profile->is_abstract) {
    return std::unexpected(Error{ErrorCode::kInvalidParameter, Layer::kConfiguration,
                                 "\"" + entry.key.name +
                                     "\" is a base for other profiles "
                                     "(abstract = true), and is not dialled"});
  }
  session::Settings settings = settings_from(*profile);
  const std::string& number = parameters.number.empty() ? way.number : parameters.number;
  if (!number.empty()) settings.number = number;
  auto command = dial_command(*profile, number, rules_);
  if (!command) return std::unexpected(command.error());
  settings.dial_command = std::move(*command);

  auto password = password_for(parameters, entry, user.uid);
  if (!password) return std::unexpected(password.error());
  settings.link.authentication.password = std::move(*password);
  if (!parameters.user.empty()) settings.link.authentication.user = parameters.user;
  auto login = login_script(*profile, entry.has_roots_script ? AtFiles::kRead : AtFiles::kRefused);
  if (!login) return std::unexpected(login.error());
  settings.login = std::move(*login);
  settings.allow_pause = parameters.allow_pause;
  if (auto good = check_pauses(parameters, settings); !good) return std::unexpected(good.error());
  settings.callback_number = parameters.callback_number;
  if (parameters.send_ahead) settings.send_ahead = *parameters.send_ahead;
  return DialPlan{.profile = std::move(*profile), .session = std::move(settings)};
}

}  // namespace dial::manager
