#include "dial/error.hpp"

#include <array>

namespace dial {
namespace {

struct Entry {
  ErrorCode code;
  std::string_view name;
  std::string_view text;
  std::string_view hint;
};

constexpr auto kCheckDevice = "check the cable and the device path in the profile";
constexpr auto kTryLater = "try again later, or dial another number";
constexpr auto kCheckPpp = "the far end may expect a login script, or not speak PPP";

// Ascending by code; tests/unit/base/error_test.cpp holds the order.
constexpr std::array kEntries{
    Entry{ErrorCode::kSuccess, "SUCCESS", "no error", ""},
    Entry{ErrorCode::kAccessDenied, "ERROR_ACCESS_DENIED", "access denied",
          "only root and members of the group dip may dial: usermod -aG dip USER"},
    Entry{ErrorCode::kInvalidHandle, "ERROR_INVALID_HANDLE", "no such connection",
          "dialctl list shows the connections there are"},
    Entry{ErrorCode::kNotEnoughMemory, "ERROR_NOT_ENOUGH_MEMORY", "not enough memory", ""},
    Entry{ErrorCode::kInvalidParameter, "ERROR_INVALID_PARAMETER", "an argument is not valid", ""},
    Entry{ErrorCode::kNoMoreItems, "ERROR_NO_MORE_ITEMS", "no more items", ""},
    Entry{ErrorCode::kPending, "PENDING", "the operation is still running", ""},
    Entry{ErrorCode::kPortAlreadyOpen, "ERROR_PORT_ALREADY_OPEN",
          "the port is already open for another connection", "dialctl disconnect it first"},
    Entry{ErrorCode::kCannotSetPortInfo, "ERROR_CANNOT_SET_PORT_INFO",
          "the port refused its settings", "check speed, parity and flow control in the profile"},
    Entry{ErrorCode::kDeviceDoesNotExist, "ERROR_DEVICE_DOES_NOT_EXIST",
          "the device does not exist", kCheckDevice},
    Entry{ErrorCode::kPortNotFound, "ERROR_PORT_NOT_FOUND", "the port was not found", kCheckDevice},
    Entry{ErrorCode::kAlreadyDisconnecting, "ERROR_ALREADY_DISCONNECTING",
          "the connection is already being hung up", ""},
    Entry{ErrorCode::kPortNotOpen, "ERROR_PORT_NOT_OPEN", "the link is not connected", ""},
    Entry{ErrorCode::kCannotOpenPhonebook, "ERROR_CANNOT_OPEN_PHONEBOOK",
          "the profile or its directory cannot be opened", "check the path and its permissions"},
    Entry{ErrorCode::kCannotLoadPhonebook, "ERROR_CANNOT_LOAD_PHONEBOOK",
          "the profile cannot be loaded", "dialctl profile check FILE shows every mistake"},
    Entry{ErrorCode::kCannotFindPhonebookEntry, "ERROR_CANNOT_FIND_PHONEBOOK_ENTRY",
          "there is no profile of that name", "dialctl profile list shows the names"},
    Entry{ErrorCode::kCannotWritePhonebook, "ERROR_CANNOT_WRITE_PHONEBOOK",
          "the profile cannot be written", ""},
    Entry{ErrorCode::kCorruptPhonebook, "ERROR_CORRUPT_PHONEBOOK", "the profile has invalid data",
          "dialctl profile check FILE shows every mistake"},
    Entry{ErrorCode::kKeyNotFound, "ERROR_KEY_NOT_FOUND", "something needed is not given",
          "add it to the file that is named"},
    Entry{ErrorCode::kDisconnection, "ERROR_DISCONNECTION", "the connection was ended", ""},
    Entry{ErrorCode::kRemoteDisconnection, "ERROR_REMOTE_DISCONNECTION",
          "the far end ended the connection", ""},
    Entry{ErrorCode::kHardwareFailure, "ERROR_HARDWARE_FAILURE",
          "the device failed or was unplugged", kCheckDevice},
    Entry{ErrorCode::kUserDisconnection, "ERROR_USER_DISCONNECTION",
          "the connection was hung up by its user", ""},
    Entry{ErrorCode::kInvalidSize, "ERROR_INVALID_SIZE",
          "a structure or message has the wrong size",
          "client and daemon may be of different versions"},
    Entry{ErrorCode::kPortNotAvailable, "ERROR_PORT_NOT_AVAILABLE",
          "the port is in use by another program", "end the program that holds it"},
    Entry{ErrorCode::kUnknown, "ERROR_UNKNOWN", "unknown error", ""},
    Entry{ErrorCode::kRequestTimeout, "ERROR_REQUEST_TIMEOUT", "the request timed out", kTryLater},
    Entry{ErrorCode::kAuthInternal, "ERROR_AUTH_INTERNAL", "authentication failed internally", ""},
    Entry{ErrorCode::kPasswordExpired, "ERROR_PASSWD_EXPIRED", "the password has expired",
          "ask the operator of the far end for a new one"},
    Entry{ErrorCode::kFromDevice, "ERROR_FROM_DEVICE", "the modem reported an error",
          "check the init commands and the number in the profile"},
    Entry{ErrorCode::kUnrecognizedResponse, "ERROR_UNRECOGNIZED_RESPONSE",
          "the modem's answer was not understood", "check that the device is a modem"},
    Entry{ErrorCode::kDeviceNotReady, "ERROR_DEVICE_NOT_READY", "the modem does not answer",
          "check power, cable, speed and device; another program may have left it in data mode"},
    Entry{ErrorCode::kNoConnection, "ERROR_NO_CONNECTION",
          "the carrier was lost before the connection was complete", kTryLater},
    Entry{ErrorCode::kLineBusy, "ERROR_LINE_BUSY", "the line is busy", kTryLater},
    Entry{ErrorCode::kVoiceAnswer, "ERROR_VOICE_ANSWER", "a person answered instead of a modem",
          "check the number"},
    Entry{ErrorCode::kNoAnswer, "ERROR_NO_ANSWER", "there was no answer",
          "check the number, or try again later"},
    Entry{ErrorCode::kNoCarrier, "ERROR_NO_CARRIER", "no carrier was found",
          "check the number, and the signal or the subscription of a cellular modem"},
    Entry{ErrorCode::kNoDialtone, "ERROR_NO_DIALTONE", "there is no dial tone",
          "check that the telephone line is plugged in; X3 in the init commands dials blind"},
    Entry{ErrorCode::kAuthenticationFailure, "ERROR_AUTHENTICATION_FAILURE",
          "the far end refused the user name or password", "check user and secret of the profile"},
    Entry{ErrorCode::kPortOrDevice, "ERROR_PORT_OR_DEVICE", "the port or device failed",
          kCheckDevice},
    Entry{ErrorCode::kCommandTooLong, "ERROR_CMD_TOO_LONG", "a modem command is too long",
          "split the init command in two"},
    Entry{ErrorCode::kUnsupportedBps, "ERROR_UNSUPPORTED_BPS",
          "the port does not support that speed", "choose another speed in the profile"},
    Entry{ErrorCode::kInteractiveMode, "ERROR_INTERACTIVE_MODE",
          "a person must answer, and the dial did not allow it",
          "connect at a terminal, or give user and secret in the profile"},
    Entry{ErrorCode::kBadCallbackNumber, "ERROR_BAD_CALLBACK_NUMBER",
          "the callback number is not valid", ""},
    Entry{ErrorCode::kInvalidAuthState, "ERROR_INVALID_AUTH_STATE",
          "the dial does not wait for an answer", ""},
    Entry{ErrorCode::kServiceNotReachable, "ERROR_RASMAN_CANNOT_INITIALIZE",
          "the connection manager diald does not answer",
          "systemctl status diald; DIAL_SOCKET or --socket names another socket"},
    Entry{ErrorCode::kTooManyLineErrors, "ERROR_TOO_MANY_LINE_ERRORS", "the line is too noisy",
          "choose a lower speed"},
    Entry{ErrorCode::kIpConfiguration, "ERROR_IP_CONFIGURATION",
          "the addresses of the link could not be used", ""},
    Entry{ErrorCode::kPppTimeout, "ERROR_PPP_TIMEOUT", "the far end stopped answering PPP",
          kTryLater},
    Entry{ErrorCode::kPppRemoteTerminated, "ERROR_PPP_REMOTE_TERMINATED",
          "the far end ended PPP during negotiation", "its log may say why"},
    Entry{ErrorCode::kPppNoProtocolsConfigured, "ERROR_PPP_NO_PROTOCOLS_CONFIGURED",
          "no network protocol could be agreed on", ""},
    Entry{ErrorCode::kPppNoResponse, "ERROR_PPP_NO_RESPONSE", "the far end never spoke PPP",
          kCheckPpp},
    Entry{ErrorCode::kPppInvalidPacket, "ERROR_PPP_INVALID_PACKET",
          "the far end sent an invalid PPP packet", ""},
    Entry{ErrorCode::kPhoneNumberTooLong, "ERROR_PHONE_NUMBER_TOO_LONG",
          "the telephone number is too long", "128 characters at most, prefix included"},
    Entry{ErrorCode::kNoIpAdapter, "ERROR_NO_IP_RAS_ADAPTER", "no network interface could be made",
          "diald needs CAP_NET_ADMIN and /dev/net/tun"},
    Entry{ErrorCode::kProjectionNotComplete, "ERROR_PROJECTION_NOT_COMPLETE",
          "the network protocols are not negotiated yet", ""},
    Entry{ErrorCode::kProtocolNotConfigured, "ERROR_PROTOCOL_NOT_CONFIGURED",
          "that network protocol was not negotiated", ""},
    Entry{ErrorCode::kPppNotConverging, "ERROR_PPP_NOT_CONVERGING",
          "the PPP negotiation does not converge", "relax the ppp options of the profile"},
    Entry{ErrorCode::kPppCpRejected, "ERROR_PPP_CP_REJECTED",
          "the far end does not know a needed protocol", ""},
    Entry{ErrorCode::kPppLcpTerminated, "ERROR_PPP_LCP_TERMINATED", "PPP was ended", ""},
    Entry{ErrorCode::kPppRequiredAddressRejected, "ERROR_PPP_REQUIRED_ADDRESS_REJECTED",
          "the far end refused the wanted address", "remove ip.local from the profile"},
    Entry{ErrorCode::kPppNcpTerminated, "ERROR_PPP_NCP_TERMINATED",
          "the far end ended the network protocol", ""},
    Entry{ErrorCode::kPppLoopbackDetected, "ERROR_PPP_LOOPBACK_DETECTED",
          "the line is looped back to us", "the far end echoes: it may wait for a login"},
    Entry{ErrorCode::kPppNoAddressAssigned, "ERROR_PPP_NO_ADDRESS_ASSIGNED",
          "the far end assigned no address", "give ip.local in the profile"},
    Entry{ErrorCode::kBadPhoneNumber, "ERROR_BAD_PHONE_NUMBER", "the telephone number is not valid",
          "digits, * # + and the modifiers T P W , @ ! may be used"},
    Entry{ErrorCode::kScriptSyntax, "ERROR_SCRIPT_SYNTAX", "the script has a syntax error", ""},
    Entry{ErrorCode::kHangupFailed, "ERROR_HANGUP_FAILED",
          "the connection is not the caller's to hang up", "dialctl disconnect --force as root"},
    Entry{ErrorCode::kDialAlreadyInProgress, "ERROR_DIAL_ALREADY_IN_PROGRESS",
          "the entry is already being dialled", "dialctl watch shows how it goes"},
    Entry{ErrorCode::kBlocked, "ERROR_BLOCKED", "the modem or the network blocks the call",
          "the modem refuses a number it failed to reach too often; wait or reset it"},
    Entry{ErrorCode::kConnectingDeviceNotFound, "ERROR_CONNECTING_DEVICE_NOT_FOUND",
          "no free modem was found", ""},
    Entry{ErrorCode::kFeatureDeprecated, "ERROR_FEATURE_DEPRECATED",
          "that feature is not supported", ""},
    Entry{ErrorCode::kCannotDelete, "ERROR_CANNOT_DELETE",
          "the profile cannot be deleted while it is connected", ""},
    Entry{ErrorCode::kIdleTimeout, "ERROR_IDLE_TIMEOUT", "the connection was idle for too long",
          ""},
    Entry{ErrorCode::kLinkFailure, "ERROR_LINK_FAILURE", "the established link was lost",
          "carrier or keep-alive failed; dial again"},
    Entry{ErrorCode::kServiceStopped, "ERROR_RASMAN_SERVICE_STOPPED",
          "the connection manager was stopped", ""},
    Entry{ErrorCode::kAuthProtocolRejected, "ERROR_AUTH_PROTOCOL_REJECTED",
          "no authentication method suits both ends",
          "allow the method the far end asks for in the profile"},
    Entry{ErrorCode::kPeerRefusedToAuthenticate, "ERROR_PEER_REFUSED_AUTH",
          "the far end refused to authenticate itself", ""},
};

constexpr auto kCodes = [] {
  std::array<ErrorCode, kEntries.size()> codes{};
  for (std::size_t i = 0; i < codes.size(); ++i)
    codes[i] = kEntries[i].code;
  return codes;
}();

const Entry& entry_of(ErrorCode code) {
  const Entry* unknown = nullptr;
  for (const Entry& entry : kEntries) {
    if (entry.code == code) return entry;
    if (entry.code == ErrorCode::kUnknown) unknown = &entry;
  }
  return *unknown;
}

}  // namespace

std::string_view error_name(ErrorCode code) {
  return entry_of(code).name;
}
std::string_view error_text(ErrorCode code) {
  return entry_of(code).text;
}
std::string_view error_hint(ErrorCode code) {
  return entry_of(code).hint;
}

std::string_view error_hint(const Error& error) {
  const bool denied = error.code == ErrorCode::kAccessDenied;
  if (denied && error.layer == Layer::kConfiguration) return "the text says what mends it";
  if (denied && error.layer == Layer::kPort) {
    return "diald must be able to open the device: as root, or in the group that owns it";
  }
  if (error.layer == Layer::kScript && error.code != ErrorCode::kScriptSyntax) {
    return "check user, secret and login script: the text says what was waited for and what came";
  }
  return error_hint(error.code);
}

std::span<const ErrorCode> all_error_codes() {
  return kCodes;
}

std::string_view layer_name(Layer layer) {
  switch (layer) {
    case Layer::kNone:
      return "none";
    case Layer::kPort:
      return "port";
    case Layer::kModem:
      return "modem";
    case Layer::kScript:
      return "script";
    case Layer::kLcp:
      return "lcp";
    case Layer::kAuthentication:
      return "authentication";
    case Layer::kNcp:
      return "ncp";
    case Layer::kNetwork:
      return "network";
    case Layer::kConfiguration:
      return "configuration";
    case Layer::kManager:
      return "manager";
    case Layer::kService:
      return "service";
  }
  return "none";
}

std::string describe(const Error& error) {
  std::string text = "error " + std::to_string(static_cast<std::uint32_t>(error.code)) + ": " +
                     std::string(error_text(error.code));
  if (!error.context.empty()) text += " (" + error.context + ")";
  if (!error.raw.empty()) text += ": \"" + error.raw + "\"";
  return text;
}

}  // namespace dial
