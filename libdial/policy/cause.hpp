#pragma once

#include <cstdint>
#include <string_view>

#include "dial/error.hpp"
#include "profile/profile.hpp"

namespace dial::policy {

// Why a dial failed or a connection ended, as far as it matters for what comes next.
enum class Cause : std::uint8_t {
  kBusy,
  kNoAnswer,
  kNoCarrier,
  kNoDialTone,
  kRefused,         // somebody answered, or the network rejected the call: it is no modem's number
  kBlocked,         // DELAYED, BLACKLISTED: the modem does not dial this number now
  kLogin,           // the login script
  kAuthentication,  // name or password
  kNetwork,         // PPP, or what carries its packets
  kLine,            // the device: missing, in use, silent
  kLimit,           // a limit of the profile was reached
  kAsked,           // somebody hung up, or the service stops
  kConfiguration,   // no redial can help before somebody has changed something
};

Cause cause_of(const Error& error);

// "the number was busy"
std::string_view cause_text(Cause cause);

// What the profile says about it. Nothing follows kLimit, kAsked and kConfiguration.
profile::Rule rule_for(Cause cause, const profile::Profile& profile);

// Whether another number on the same device could not fare better.
constexpr bool is_of_the_line(Cause cause) {
  return cause == Cause::kLine || cause == Cause::kNoDialTone;
}
// Whether the same number on another device could not.
constexpr bool is_of_the_number(Cause cause) {
  return cause == Cause::kBusy || cause == Cause::kNoAnswer || cause == Cause::kRefused ||
         cause == Cause::kBlocked;
}

}  // namespace dial::policy
