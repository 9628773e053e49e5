#pragma once

#include <string>

#include "dial/error.hpp"

namespace dial::cli {

// What dialctl exits with. The numbers are stable: scripts compare them.
enum class ExitStatus : int {
  kOk = 0,
  kOther = 1,
  kUsage = 2,           // the command line is wrong
  kUnreachable = 3,     // diald does not answer, or was stopped
  kNotAllowed = 4,      // not the caller's to do
  kConfiguration = 5,   // a profile, a number, a script
  kDevice = 6,          // the port or the modem
  kCallFailed = 7,      // busy, no answer, no carrier, no dial tone, time-out
  kAuthentication = 8,  // the far end does not let us in
  kNegotiation = 9,     // PPP, addresses, the interface
  kLinkLost = 10,       // it was up, and was lost
  kInterrupted = 130,   // Ctrl-C and the like (128 + SIGINT)
};

// By code; the few codes that say what happened but not where go by layer.
ExitStatus exit_status_of(const Error& error);

// The same for an error that ended a connection after it was up.
ExitStatus exit_status_of_end(const Error& error);

// The list for --help, a line each.
std::string exit_status_help();

}  // namespace dial::cli
