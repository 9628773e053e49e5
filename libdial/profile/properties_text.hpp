#pragma once

#include <span>
#include <string>
#include <string_view>

#include "dial/phone_book.hpp"

namespace dial::profile {

// A file of these values, in the order of docs/profile.md: what has its default in such a file is
// left out unless `always` names it. `effective` is effective_properties(), here or a manager's;
// whatever its values are, parse_profile() is to judge the text.
std::string properties_text(const Properties& effective,
                            std::span<const std::string_view> always = {});

}  // namespace dial::profile
