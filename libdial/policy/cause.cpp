#include "policy/cause.hpp"

#include <optional>

namespace dial::policy {
namespace {

// What the number of the error alone tells.
std::optional<Cause> cause_of_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::kLineBusy:
    case ErrorCode::kCongestion:
    case ErrorCode::kTemporaryFailure:
    case ErrorCode::kDoNotDisturb:
      return Cause::kBusy;
    case ErrorCode::kNoAnswer:
      return Cause::kNoAnswer;
    case ErrorCode::kNoCarrier:
    case ErrorCode::kNoConnection:
      return Cause::kNoCarrier;
    case ErrorCode::kNoDialtone:
      return Cause::kNoDialTone;
    case ErrorCode::kVoiceAnswer:
    case ErrorCode::kConnectionReject:
    case ErrorCode::kIncompatible:
    case ErrorCode::kNumberChanged:
    case ErrorCode::kOutOfOrder:
      return Cause::kRefused;
    case ErrorCode::kBlocked:
      return Cause::kBlocked;
    case ErrorCode::kAuthenticationFailure:
    case ErrorCode::kRestrictedLogonHours:
    case ErrorCode::kAccountDisabled:
    case ErrorCode::kPasswordExpired:
    case ErrorCode::kNoDialinPermission:
    case ErrorCode::kAccountExpired:
    case ErrorCode::kChangingPassword:
    case ErrorCode::kAuthProtocolRejected:
    case ErrorCode::kNoAuthProtocolAvailable:
    case ErrorCode::kPeerRefusedToAuthenticate:
      return Cause::kAuthentication;
    case ErrorCode::kIdleTimeout:
    case ErrorCode::kPppSessionTimeout:
    case ErrorCode::kDialoutHoursRestriction:
      return Cause::kLimit;
    case ErrorCode::kUserDisconnection:
    case ErrorCode::kServiceStopped:
      return Cause::kAsked;
    case ErrorCode::kScriptSyntax:
    case ErrorCode::kInteractiveMode:
    case ErrorCode::kBadPhoneNumber:
      return Cause::kConfiguration;
    case ErrorCode::kPortAlreadyOpen:
    case ErrorCode::kPortNotAvailable:
      return Cause::kLine;
    case ErrorCode::kLinkFailure:
    case ErrorCode::kRemoteDisconnection:
    case ErrorCode::kPortDisconnected:
      return Cause::kNetwork;
    default:
      return std::nullopt;
  }
}

}  // namespace

Cause cause_of(const Error& error) {
  if (const auto known = cause_of_code(error.code)) return *known;
  switch (error.layer) {
    case Layer::kModem:
      // A modem that says nothing until dial_timeout hears a telephone that nobody answers.
      return error.code == ErrorCode::kRequestTimeout ? Cause::kNoAnswer : Cause::kLine;
    case Layer::kPort:
      return Cause::kLine;
    case Layer::kScript:
      return Cause::kLogin;
    case Layer::kAuthentication:
      return Cause::kAuthentication;
    case Layer::kLcp:
    case Layer::kNcp:
    case Layer::kNetwork:
    case Layer::kNone:
      return Cause::kNetwork;
    case Layer::kConfiguration:
    case Layer::kManager:
    case Layer::kService:
      return Cause::kConfiguration;
  }
  return Cause::kConfiguration;
}

std::string_view cause_text(Cause cause) {
  switch (cause) {
    case Cause::kBusy:
      return "the number was busy";
    case Cause::kNoAnswer:
      return "nobody answered";
    case Cause::kNoCarrier:
      return "there was no carrier";
    case Cause::kNoDialTone:
      return "there was no dial tone";
    case Cause::kRefused:
      return "the call was refused";
    case Cause::kBlocked:
      return "the modem does not dial the number for now";
    case Cause::kLogin:
      return "the login failed";
    case Cause::kAuthentication:
      return "name or password was refused";
    case Cause::kNetwork:
      return "the link failed";
    case Cause::kLine:
      return "the device could not be used";
    case Cause::kLimit:
      return "a limit of the profile was reached";
    case Cause::kAsked:
      return "it was hung up";
    case Cause::kConfiguration:
      return "something must be put right first";
  }
  return "";
}

profile::Rule rule_for(Cause cause, const profile::Profile& profile) {
  const profile::Redial& rules = profile.redial;
  switch (cause) {
    case Cause::kBusy:
      return rules.busy;
    case Cause::kNoAnswer:
      return rules.no_answer;
    case Cause::kNoCarrier:
      return rules.no_carrier;
    case Cause::kNoDialTone:
      return rules.no_dial_tone;
    case Cause::kRefused:
      return rules.refused;
    case Cause::kBlocked:
      return rules.blocked;
    case Cause::kLogin:
      return rules.login;
    case Cause::kAuthentication:
      return authentication_rule_of(profile);
    case Cause::kNetwork:
      return rules.network;
    case Cause::kLine:
      return rules.line;
    case Cause::kLimit:
    case Cause::kAsked:
    case Cause::kConfiguration:
      break;
  }
  return profile::Rule::kStop;
}

}  // namespace dial::policy
