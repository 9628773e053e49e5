#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "dial/error.hpp"
#include "script/chat.hpp"

// What a person wrote, checked and made ready before a line is touched.
namespace dial::session {

// `command` with the digits of `number`: "ATDT" "0,555-1234" is "ATDT0,5551234". kBadPhoneNumber,
// kPhoneNumberTooLong.
Result<std::string> dial_command(const std::string& command, const std::string& number);

using LoginProblem = script::ParseError;
std::expected<script::Chat, LoginProblem> parse_login(std::string_view text);

}  // namespace dial::session
