#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "profile/hours.hpp"

// What a profile says of when it is dialled, again and how long: [redial] and [limits].
namespace dial::profile {

// What follows a dial that failed.
enum class Rule : std::uint8_t {
  kRedial,  // the next way, or the same again after the pause
  kSlow,    // the same, after the longest pause
  kSkip,    // this number is not dialled again in this operation; others are
  kStop,    // nothing more is dialled
};

struct Redial {
  unsigned attempts = 0;          // redials in a row without a stable call
  Duration pause{10'000};         // the first; RAS: dwRedialPause
  Duration max_pause{600'000};    // where the pauses stop growing
  unsigned factor = 2;            // between one pause and the next
  unsigned jitter = 20;           // percent of a pause that chance may add
  Duration stable_after{60'000};  // a call shorter than this is one more failure
  Duration blocked_pause{1'800'000};
  bool when_lost = false;  // RASEO2_ReconnectIfDropped
  Rule busy = Rule::kRedial;
  Rule no_answer = Rule::kRedial;
  Rule no_carrier = Rule::kRedial;
  Rule no_dial_tone = Rule::kRedial;
  Rule refused = Rule::kSkip;
  Rule blocked = Rule::kRedial;
  Rule login = Rule::kRedial;
  std::optional<Rule> authentication;  // default: stop; slow if persistent or on demand
  Rule network = Rule::kRedial;
  Rule line = Rule::kRedial;
};

// How a modem's USB device is made anew: by its bus, or as if it were unplugged and plugged in.
enum class UsbReset : std::uint8_t { kNever, kReset, kAuthorized };

// [recovery]: what is done, beside dialling again, for a modem that does not come back. Each step
// after so many failures in a row.
struct Recovery {
  unsigned reset_after = 2;               // ATH and ATZ; 0: never
  std::optional<unsigned> restart_after;  // AT+CFUN=1,1; default: by restart_after_of()
  UsbReset usb = UsbReset::kNever;
  unsigned usb_after = 6;
  unsigned power_after = 8;  // Modem::power_hook
  Duration wait{60'000};     // for a device that is not there, and for a modem that restarts
  Duration again_after{21'600'000};  // from the last step: the steps begin anew
};

struct Limits {
  std::optional<Duration> idle;  // without traffic that counts
  unsigned idle_octets = 0;      // up to so many in that time are none
  bool idle_ignores_icmp = true;
  bool idle_ignores_multicast = true;  // and broadcasts
  bool idle_ignores_empty_tcp = true;  // acknowledgements, keep-alives, resets
  bool idle_ignores_inbound = false;   // what the peer sends
  std::optional<Duration> call;        // the longest
  std::optional<Duration> time_per_day;
  std::optional<unsigned> megabytes_per_day;  // 10^6 octets, both ways
  std::optional<unsigned> dials_per_day;
  std::vector<std::string> hours;  // HourWindow's texts; empty: any time
};

}  // namespace dial::profile
