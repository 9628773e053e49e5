#pragma once

#include "profile/document.hpp"
#include "profile/profile.hpp"

namespace dial::profile {

// The rules for keys together: each may be good alone and make no sense with another. Everything
// is told at once. An abstract profile may lack what another gives it.
void check_meaning(Document& document, const Profile& profile);

}  // namespace dial::profile
