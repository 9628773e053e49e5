#pragma once

#include <string>

#include "dial/error.hpp"

// What a person wrote, checked and made ready before a line is touched.
namespace dial::session {

// `command` with the digits of `number`: "ATDT" "0,555-1234" is "ATDT0,5551234". kBadPhoneNumber,
// kPhoneNumberTooLong.
Result<std::string> dial_command(const std::string& command, const std::string& number);

}  // namespace dial::session
