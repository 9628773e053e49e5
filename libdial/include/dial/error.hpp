#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "dial/error_code.hpp"

namespace dial {

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

// "ERROR_LINE_BUSY"; "ERROR_UNKNOWN" for a number that is no ErrorCode. Static text, any thread.
std::string_view error_name(ErrorCode code);

// RasGetErrorString: one sentence, without a full stop; that of ERROR_UNKNOWN for a number that is
// no ErrorCode. Static text, any thread.
std::string_view error_text(ErrorCode code);

// What the reader can do about it, or empty. Static text, any thread.
std::string_view error_hint(ErrorCode code);
// The same where the layer tells more than the number.
std::string_view error_hint(const Error& error);

std::string_view layer_name(Layer layer);

// Every ErrorCode, ascending.
std::span<const ErrorCode> all_error_codes();

// One line for a person: number, text, context and raw words.
std::string describe(const Error& error);

}  // namespace dial
