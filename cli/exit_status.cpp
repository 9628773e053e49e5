#include "cli/exit_status.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace dial::cli {
namespace {

struct Kind {
  ExitStatus status;
  std::string_view meaning;
};

constexpr std::array kKinds{
    Kind{ExitStatus::kOk, "it worked"},
    Kind{ExitStatus::kOther, "any other failure"},
    Kind{ExitStatus::kUsage, "the command line is wrong"},
    Kind{ExitStatus::kUnreachable, "the connection manager diald cannot be reached"},
    Kind{ExitStatus::kNotAllowed, "not allowed"},
    Kind{ExitStatus::kConfiguration, "a profile, number or script is wrong or missing"},
    Kind{ExitStatus::kDevice, "the port or modem is in use, missing or not answering"},
    Kind{ExitStatus::kCallFailed,
         "the call failed: busy, no answer, no carrier, no dial tone, time-out"},
    Kind{ExitStatus::kAuthentication, "authentication or the login script failed"},
    Kind{ExitStatus::kNegotiation, "PPP or the network could not be set up"},
    Kind{ExitStatus::kLinkLost, "the established link was lost"},
    Kind{ExitStatus::kInterrupted, "interrupted"},
};

struct CodeKind {
  ErrorCode code;
  ExitStatus status;
};

// The codes that say of themselves what kind they are. The others go by layer: those that say only
// that it ended (kUnknown, kDisconnection, kRemoteDisconnection), and the RAS codes that nothing
// here reports.
constexpr std::array kCodes{
    CodeKind{ErrorCode::kSuccess, ExitStatus::kOk},
    CodeKind{ErrorCode::kAccessDenied, ExitStatus::kNotAllowed},
    CodeKind{ErrorCode::kInvalidHandle, ExitStatus::kOther},
    CodeKind{ErrorCode::kNotEnoughMemory, ExitStatus::kOther},
    CodeKind{ErrorCode::kInvalidParameter, ExitStatus::kUsage},
    CodeKind{ErrorCode::kInvalidName, ExitStatus::kConfiguration},
    CodeKind{ErrorCode::kAlreadyExists, ExitStatus::kConfiguration},
    CodeKind{ErrorCode::kNoMoreItems, ExitStatus::kOther},
    CodeKind{ErrorCode::kPending, ExitStatus::kOther},
    CodeKind{ErrorCode::kPortAlreadyOpen, ExitStatus::kDevice},
    CodeKind{ErrorCode::kBufferTooSmall, ExitStatus::kOther},
    CodeKind{ErrorCode::kCannotSetPortInfo, ExitStatus::kDevice},
    CodeKind{ErrorCode::kDeviceDoesNotExist, ExitStatus::kDevice},
    CodeKind{ErrorCode::kPortNotFound, ExitStatus::kDevice},
    CodeKind{ErrorCode::kAlreadyDisconnecting, ExitStatus::kOther},
    CodeKind{ErrorCode::kPortNotOpen, ExitStatus::kOther},
    CodeKind{ErrorCode::kCannotOpenPhonebook, ExitStatus::kConfiguration},
    CodeKind{ErrorCode::kCannotLoadPhonebook, ExitStatus::kConfiguration},
    CodeKind{ErrorCode::kCannotFindPhonebookEntry, ExitStatus::kConfiguration},
    CodeKind{ErrorCode::kCannotWritePhonebook, ExitStatus::kConfiguration},
    CodeKind{ErrorCode::kCorruptPhonebook, ExitStatus::kConfiguration},
    CodeKind{ErrorCode::kKeyNotFound, ExitStatus::kConfiguration},
    CodeKind{ErrorCode::kHardwareFailure, ExitStatus::kDevice},
    CodeKind{ErrorCode::kUserDisconnection, ExitStatus::kOther},
    CodeKind{ErrorCode::kInvalidSize, ExitStatus::kOther},
    CodeKind{ErrorCode::kPortNotAvailable, ExitStatus::kDevice},
    CodeKind{ErrorCode::kRequestTimeout, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kAuthInternal, ExitStatus::kAuthentication},
    CodeKind{ErrorCode::kRestrictedLogonHours, ExitStatus::kAuthentication},
    CodeKind{ErrorCode::kAccountDisabled, ExitStatus::kAuthentication},
    CodeKind{ErrorCode::kPasswordExpired, ExitStatus::kAuthentication},
    CodeKind{ErrorCode::kNoDialinPermission, ExitStatus::kAuthentication},
    CodeKind{ErrorCode::kFromDevice, ExitStatus::kDevice},
    CodeKind{ErrorCode::kUnrecognizedResponse, ExitStatus::kDevice},
    CodeKind{ErrorCode::kDeviceNotReady, ExitStatus::kDevice},
    CodeKind{ErrorCode::kNoConnection, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kLineBusy, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kVoiceAnswer, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kNoAnswer, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kNoCarrier, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kNoDialtone, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kInCommand, ExitStatus::kDevice},
    CodeKind{ErrorCode::kAuthenticationFailure, ExitStatus::kAuthentication},
    CodeKind{ErrorCode::kPortOrDevice, ExitStatus::kDevice},
    CodeKind{ErrorCode::kCommandTooLong, ExitStatus::kConfiguration},
    CodeKind{ErrorCode::kUnsupportedBps, ExitStatus::kConfiguration},
    CodeKind{ErrorCode::kInteractiveMode, ExitStatus::kAuthentication},
    CodeKind{ErrorCode::kBadCallbackNumber, ExitStatus::kConfiguration},
    CodeKind{ErrorCode::kInvalidAuthState, ExitStatus::kOther},
    CodeKind{ErrorCode::kAccountExpired, ExitStatus::kAuthentication},
    CodeKind{ErrorCode::kChangingPassword, ExitStatus::kAuthentication},
    CodeKind{ErrorCode::kOverrun, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kServiceNotReachable, ExitStatus::kUnreachable},
    CodeKind{ErrorCode::kTooManyLineErrors, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kIpConfiguration, ExitStatus::kNegotiation},
    CodeKind{ErrorCode::kPppTimeout, ExitStatus::kNegotiation},
    CodeKind{ErrorCode::kPppRemoteTerminated, ExitStatus::kNegotiation},
    CodeKind{ErrorCode::kPppNoProtocolsConfigured, ExitStatus::kNegotiation},
    CodeKind{ErrorCode::kPppNoResponse, ExitStatus::kNegotiation},
    CodeKind{ErrorCode::kPppInvalidPacket, ExitStatus::kNegotiation},
    CodeKind{ErrorCode::kPhoneNumberTooLong, ExitStatus::kConfiguration},
    CodeKind{ErrorCode::kNoIpAdapter, ExitStatus::kNegotiation},
    CodeKind{ErrorCode::kProjectionNotComplete, ExitStatus::kNegotiation},
    CodeKind{ErrorCode::kProtocolNotConfigured, ExitStatus::kNegotiation},
    CodeKind{ErrorCode::kPppNotConverging, ExitStatus::kNegotiation},
    CodeKind{ErrorCode::kPppCpRejected, ExitStatus::kNegotiation},
    CodeKind{ErrorCode::kPppLcpTerminated, ExitStatus::kNegotiation},
    CodeKind{ErrorCode::kPppRequiredAddressRejected, ExitStatus::kNegotiation},
    CodeKind{ErrorCode::kPppNcpTerminated, ExitStatus::kNegotiation},
    CodeKind{ErrorCode::kPppLoopbackDetected, ExitStatus::kNegotiation},
    CodeKind{ErrorCode::kPppNoAddressAssigned, ExitStatus::kNegotiation},
    CodeKind{ErrorCode::kBadPhoneNumber, ExitStatus::kConfiguration},
    CodeKind{ErrorCode::kInvalidCallbackNumber, ExitStatus::kConfiguration},
    CodeKind{ErrorCode::kScriptSyntax, ExitStatus::kConfiguration},
    CodeKind{ErrorCode::kHangupFailed, ExitStatus::kNotAllowed},
    CodeKind{ErrorCode::kDialAlreadyInProgress, ExitStatus::kDevice},
    CodeKind{ErrorCode::kConnectionReject, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kCongestion, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kIncompatible, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kNumberChanged, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kTemporaryFailure, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kBlocked, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kDoNotDisturb, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kOutOfOrder, ExitStatus::kCallFailed},
    CodeKind{ErrorCode::kUnableToAuthenticateServer, ExitStatus::kAuthentication},
    CodeKind{ErrorCode::kConnectingDeviceNotFound, ExitStatus::kDevice},
    CodeKind{ErrorCode::kFeatureDeprecated, ExitStatus::kOther},
    CodeKind{ErrorCode::kCannotDelete, ExitStatus::kOther},
    CodeKind{ErrorCode::kIdleTimeout, ExitStatus::kLinkLost},
    CodeKind{ErrorCode::kLinkFailure, ExitStatus::kLinkLost},
    CodeKind{ErrorCode::kServiceStopped, ExitStatus::kUnreachable},
    CodeKind{ErrorCode::kAuthProtocolRejected, ExitStatus::kAuthentication},
    CodeKind{ErrorCode::kNoAuthProtocolAvailable, ExitStatus::kAuthentication},
    CodeKind{ErrorCode::kPeerRefusedToAuthenticate, ExitStatus::kAuthentication},
};

ExitStatus exit_status_of_layer(Layer layer) {
  switch (layer) {
    case Layer::kNone:
    case Layer::kManager:
      return ExitStatus::kOther;
    case Layer::kPort:
      return ExitStatus::kDevice;
    case Layer::kModem:
      return ExitStatus::kCallFailed;
    case Layer::kScript:
    case Layer::kAuthentication:
      return ExitStatus::kAuthentication;
    case Layer::kLcp:
    case Layer::kNcp:
    case Layer::kNetwork:
      return ExitStatus::kNegotiation;
    case Layer::kConfiguration:
      return ExitStatus::kConfiguration;
    case Layer::kService:
      return ExitStatus::kUnreachable;
  }
  return ExitStatus::kOther;
}

}  // namespace

ExitStatus exit_status_of(const Error& error) {
  // A login that did not go as its script says is a matter of who logs in, not of the call.
  if (error.layer == Layer::kScript && error.code != ErrorCode::kScriptSyntax) {
    return ExitStatus::kAuthentication;
  }
  const auto* found = std::ranges::find(kCodes, error.code, &CodeKind::code);
  return found == kCodes.end() ? exit_status_of_layer(error.layer) : found->status;
}

ExitStatus exit_status_of_end(const Error& error) {
  if (!error) return ExitStatus::kOk;
  // Somebody ended it on purpose: nothing was lost.
  if (error.code == ErrorCode::kUserDisconnection) return ExitStatus::kOk;
  const ExitStatus status = exit_status_of(error);
  return status == ExitStatus::kUnreachable ? status : ExitStatus::kLinkLost;
}

std::string exit_status_help() {
  std::string text = "Exit status:\n";
  for (const auto& [status, meaning] : kKinds) {
    const std::string number = std::to_string(static_cast<int>(status));
    text += std::string(5 - number.size(), ' ') + number + "  " + std::string(meaning) + "\n";
  }
  return text;
}

}  // namespace dial::cli
