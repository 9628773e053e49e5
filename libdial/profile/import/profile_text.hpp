#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "profile/profile.hpp"

namespace dial::profile {

// A text as TOML has it, in double quotes. `text` is UTF-8.
std::string toml_text(std::string_view text);

// The profile as the text of its file: what differs from the defaults, and always the line and the
// modem's commands. `remarks` become comments at its head. Every text in it is UTF-8, and its
// script has no three single quotes in a row.
std::string profile_text(const Profile& profile, const std::vector<std::string>& remarks);

}  // namespace dial::profile
