#include "manager/modem_plan.hpp"

#include "manager/recovery_mark.hpp"
#include "profile/dial_rules.hpp"
#include "profile/modem_commands.hpp"
#include "session/prepare.hpp"

namespace dial::manager {
namespace {

std::unexpected<Error> refuse(ErrorCode code, std::string why) {
  return std::unexpected(Error{code, Layer::kConfiguration, std::move(why)});
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
  return {.present = modem.present,
          .init = profile::init_commands(profile),
          .init_timeout = modem.init_timeout,
          .dial_timeout = modem.dial_timeout,
          .hangs_up_by_escape = modem.hang_up == profile::HangUpMethod::kEscape,
          .guard_time = modem.guard_time};
}

session::Revival revival(policy::Step step, const profile::Profile& profile) {
  const std::string note = std::string(kRecoveryMark) + std::string(policy::step_text(step));
  switch (step) {
    case policy::Step::kReset:
      return {.commands = {"ATH", "ATZ"}, .note = note};
    case policy::Step::kRestart:  // 3GPP TS 27.007, 8.2
      return {.commands = {"AT+CFUN=1,1"}, .note = note, .wait = profile.recovery.wait};
    case policy::Step::kUsb:
    case policy::Step::kPower:
      break;
  }
  return {};
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
  if (auto good = check_rules(rules, profile, dialled); !good) return std::unexpected(good.error());
  return whole;
}

}  // namespace dial::manager
