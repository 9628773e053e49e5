#include "manager/modem_plan.hpp"

#include "profile/dial_rules.hpp"
#include "session/prepare.hpp"

namespace dial::manager {
namespace {

std::unexpected<Error> refuse(ErrorCode code, std::string why) {
  return std::unexpected(Error{code, Layer::kConfiguration, std::move(why)});
}

// 3GPP TS 27.007, 10.1.1. Nothing in an access point's name needs an escape (profile/keys_line).
std::string access_point_command(const profile::Cellular& cellular) {
  return "AT+CGDCONT=" + std::to_string(cellular.context) + ",\"IP\",\"" + cellular.access_point +
         "\"";
}

// V.250, 6.3.13 and 6.3.14: the loudspeaker.
std::string speaker_command(const profile::Modem& modem) {
  std::string command;
  if (modem.speaker != profile::Speaker::kAsIs)
    command += "M" + std::to_string(static_cast<unsigned>(modem.speaker) - 1);
  if (modem.volume) command += "L" + std::to_string(*modem.volume);
  return command.empty() ? command : "AT" + command;
}

Result<> check_rules(const profile::NumberRules& rules, const profile::Profile& profile,
                     std::string_view dialled) {
  constexpr auto kWhere = "; the rules are [numbers] of diald's configuration, which root changes";
  if (!has_rules(rules)) return {};
  if (profile.terminal == profile::TerminalStage::kBeforeDial) {
    return refuse(ErrorCode::kAccessDenied,
                  std::string("[script] terminal = \"before_dial\" lets a person dial what nobody "
                              "checks") +
                      kWhere);
  }
  const std::string why = profile::refusal(rules, dialled);
  if (why.empty()) return {};
  return refuse(ErrorCode::kAccessDenied, "the number " + why + kWhere);
}

}  // namespace

session::ModemSettings modem_settings(const profile::Profile& profile) {
  const profile::Modem& modem = profile.modem;
  session::ModemSettings settings{
      .present = modem.present,
      .init = modem.init,
      .init_timeout = modem.init_timeout,
      .dial_timeout = modem.dial_timeout,
      .hangs_up_by_escape = modem.hang_up == profile::HangUpMethod::kEscape,
      .guard_time = modem.guard_time};
  if (!modem.present) return settings;
  if (auto command = speaker_command(modem); !command.empty())
    settings.init.push_back(std::move(command));
  // V.250, 6.2.7: X3 is X4, which modems start with, without the wait for a dial tone.
  if (!modem.wait_for_dial_tone) settings.init.emplace_back("ATX3");
  if (!profile.cellular.access_point.empty())
    settings.init.push_back(access_point_command(profile.cellular));
  return settings;
}

Result<std::string> dial_command(const profile::Profile& profile, const std::string& instead,
                                 const profile::NumberRules& rules) {
  if (!profile.modem.present) return std::string();
  const auto digits = profile::digits_to_dial(profile, instead);
  if (!digits)
    return refuse(ErrorCode::kBadPhoneNumber, digits.error().key + " " + digits.error().message);
  const std::string& command = profile.modem.dial_command;
  auto whole = session::dial_command(command, *digits);
  if (!whole) return whole;
  const auto dialled = std::string_view(*whole).substr(command.size());
  if (auto good = check_rules(rules, profile, dialled); !good)
    return std::unexpected(good.error());
  return whole;
}

}  // namespace dial::manager
