#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

namespace dial {

// Error numbers with the names and values of the RAS API (raserror.h); numbers below 600 are
// the system codes that API uses. The numbers are stable: scripts compare them.
enum class ErrorCode : std::uint32_t {
  kSuccess = 0,
  kAccessDenied = 5,
  kInvalidHandle = 6,
  kNotEnoughMemory = 8,
  kInvalidParameter = 87,
  kNoMoreItems = 259,
  kPending = 600,
  kPortAlreadyOpen = 602,
  kCannotSetPortInfo = 605,
  kDeviceDoesNotExist = 608,
  kPortNotFound = 615,
  kAlreadyDisconnecting = 617,
  kPortNotOpen = 618,
  kCannotOpenPhonebook = 621,
  kCannotLoadPhonebook = 622,
  kCannotFindPhonebookEntry = 623,
  kCannotWritePhonebook = 624,
  kCorruptPhonebook = 625,
  kKeyNotFound = 627,
  kDisconnection = 628,
  kRemoteDisconnection = 629,
  kHardwareFailure = 630,
  kUserDisconnection = 631,
  kInvalidSize = 632,
  kPortNotAvailable = 633,
  kUnknown = 635,
  kRequestTimeout = 638,
  kAuthInternal = 645,
  kPasswordExpired = 648,
  kFromDevice = 651,
  kUnrecognizedResponse = 652,
  kDeviceNotReady = 666,
  kNoConnection = 668,
  kLineBusy = 676,
  kVoiceAnswer = 677,
  kNoAnswer = 678,
  kNoCarrier = 679,
  kNoDialtone = 680,
  kAuthenticationFailure = 691,
  kPortOrDevice = 692,
  kCommandTooLong = 700,
  kUnsupportedBps = 701,
  kInteractiveMode = 703,
  kBadCallbackNumber = 704,
  kInvalidAuthState = 705,
  kServiceNotReachable = 711,  // ERROR_RASMAN_CANNOT_INITIALIZE: diald does not answer
  kTooManyLineErrors = 715,
  kIpConfiguration = 716,
  kPppTimeout = 718,
  kPppRemoteTerminated = 719,
  kPppNoProtocolsConfigured = 720,
  kPppNoResponse = 721,
  kPppInvalidPacket = 722,
  kPhoneNumberTooLong = 723,
  kNoIpAdapter = 728,
  kProjectionNotComplete = 730,
  kProtocolNotConfigured = 731,
  kPppNotConverging = 732,
  kPppCpRejected = 733,
  kPppLcpTerminated = 734,
  kPppRequiredAddressRejected = 735,
  kPppNcpTerminated = 736,
  kPppLoopbackDetected = 737,
  kPppNoAddressAssigned = 738,
  kBadPhoneNumber = 749,
  kScriptSyntax = 752,
  kHangupFailed = 753,
  kDialAlreadyInProgress = 756,
  kBlocked = 775,
  kConnectingDeviceNotFound = 797,
  kFeatureDeprecated = 816,
  kCannotDelete = 817,
  kIdleTimeout = 828,
  kLinkFailure = 829,
  kServiceStopped = 834,  // ERROR_RASMAN_SERVICE_STOPPED: diald was stopped
  kAuthProtocolRejected = 917,
  kPeerRefusedToAuthenticate = 919,
};

// Where in the system an error arose; says whom to ask next.
enum class Layer : std::uint8_t {
  kNone,
  kPort,            // the device, its lock, its settings
  kModem,           // the AT dialogue
  kScript,          // a chat script
  kLcp,             // PPP link establishment
  kAuthentication,  // PAP, CHAP
  kNcp,             // IPCP
  kNetwork,         // interface, addresses, routes of this host
  kConfiguration,   // a profile, a secret, an argument
  kManager,         // the connection manager itself
  kService,         // the way between a client and the daemon
};

// What went wrong, for a program (`code`, `layer`), and for a person (the texts).
struct Error {
  ErrorCode code = ErrorCode::kSuccess;
  Layer layer = Layer::kNone;
  std::string context;  // what was being done: "opening /dev/ttyS0: held by minicom (pid 4711)"
  std::string raw;      // the modem's or the peer's own words, unchanged; empty if it said nothing
  int os_error = 0;     // errno where the operating system refused, else 0

  explicit operator bool() const { return code != ErrorCode::kSuccess; }
  bool operator==(const Error&) const = default;
};

template <class T = void>
using Result = std::expected<T, Error>;

// "ERROR_LINE_BUSY"; "ERROR_UNKNOWN" for a number that is none of the above. Static text.
std::string_view error_name(ErrorCode code);

// RasGetErrorString: one sentence, without a full stop. Static text, any thread.
std::string_view error_text(ErrorCode code);

// What the reader can do about it, or empty. Static text, any thread.
std::string_view error_hint(ErrorCode code);
// The same where the layer tells more than the number.
std::string_view error_hint(const Error& error);

std::string_view layer_name(Layer layer);

// Every code this library can report, ascending.
std::span<const ErrorCode> all_error_codes();

// One line for a person: number, text, context and raw words.
std::string describe(const Error& error);

}  // namespace dial
