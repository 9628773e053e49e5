#pragma once

#include <string>
#include <vector>

#include "profile/profile.hpp"

namespace dial::profile {

// The profile as the text of its file: what differs from the defaults, and always the line and the
// modem's commands. `remarks` become comments at its head. Every text in it is UTF-8.
std::string profile_text(const Profile& profile, const std::vector<std::string>& remarks);

}  // namespace dial::profile
