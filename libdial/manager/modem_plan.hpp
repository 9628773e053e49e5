#pragma once

#include <string>

#include "dial/error.hpp"
#include "policy/ladder.hpp"
#include "profile/number_rules.hpp"
#include "profile/profile.hpp"
#include "session/settings.hpp"

// What a profile makes of the commands to the modem.
namespace dial::manager {

session::ModemSettings modem_settings(const profile::Profile& profile);

// What a step of [recovery] says to the modem; nothing, if dial-helper does it.
session::Revival revival(policy::Step step, const profile::Profile& profile);

// "ATDT5551234"; empty on a direct line. `instead`: a whole number in place of the profile's; empty
// for none. kBadPhoneNumber, kPhoneNumberTooLong; kAccessDenied if the rules refuse what would
// really be dialled, or cannot know it because a person dials.
Result<std::string> dial_command(const profile::Profile& profile, const std::string& instead,
                                 const profile::NumberRules& rules);

}  // namespace dial::manager
