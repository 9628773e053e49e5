#pragma once

#include <cstdint>

namespace dial::at {

// How a command ended: the result codes of V.250 5.7.1 and 6.3.1, the de-facto ones, and what
// takes their place when none comes.
enum class Outcome : std::uint8_t {
  kOk,
  kConnect,
  kError,  // ERROR, +CME ERROR, +CMS ERROR, COMMAND NOT SUPPORT …
  kBusy,
  kNoCarrier,
  kNoDialtone,
  kNoAnswer,
  kVoice,    // a person answered
  kDelayed,  // DELAYED, BLACKLISTED: the modem refuses to dial this number for a while
  kTimeout,  // no final answer in time
  kHangup,   // the line went away
};

}  // namespace dial::at
