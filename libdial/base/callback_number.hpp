#pragma once

#include <string_view>

#include "dial/error.hpp"

namespace dial {

// What RAS takes as a number to be called back at: digits, T P W ( ) - @ and blanks, letters in
// either case, at most 128 characters; none at all is "do not call back". kInvalidCallbackNumber
// for another character, kBadCallbackNumber for too many.
Result<> check_callback_number(std::string_view number);

// RASDIALPARAMS: asks whoever dials, in the state CallbackSetByCaller.
inline constexpr std::string_view kAskForCallbackNumber = "*";

}  // namespace dial
