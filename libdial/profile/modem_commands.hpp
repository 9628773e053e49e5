#pragma once

#include <string>
#include <vector>

#include "profile/profile.hpp"

namespace dial::profile {

// What the modem is told before the dial: the profile's own commands, then those that its other
// keys stand for. None on a direct line.
std::vector<std::string> init_commands(const Profile& profile);

}  // namespace dial::profile
