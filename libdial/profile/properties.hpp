#pragma once

#include <string_view>
#include <vector>

#include "dial/phone_book.hpp"
#include "profile/profile.hpp"

namespace dial::profile {

// Every key the parser knows, dotted, in the order of docs/profile.md. A kNamed one is there by
// itself; its properties have a name behind it, "script.variables.NAME".
std::vector<std::string_view> property_keys();

// All of them with the values that count in this profile. `send_ahead` only if somebody chose,
// `base` only where there is one.
Properties effective_properties(const Profile& profile);

// What the file itself says. `text` must parse as TOML; else there are none.
Properties set_properties(std::string_view text);

}  // namespace dial::profile
