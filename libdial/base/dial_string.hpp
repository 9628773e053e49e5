#pragma once

#include <string>
#include <string_view>

#include "dial/error.hpp"

namespace dial {

// The digits and modifiers of V.250 6.3.1 (0-9 * # + A-D T P , W @ ! L; letters in either case)
// with the readers' marks (blank - . / ( )) removed. kBadPhoneNumber for anything else (no CR, `;`
// or quote can reach the modem) or nothing left, kPhoneNumberTooLong past 128 characters.
Result<std::string> dial_string(std::string_view number);

// The number without the readers' marks, otherwise as it is.
std::string without_marks(std::string_view number);

}  // namespace dial
