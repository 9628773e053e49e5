#pragma once

#include <cstdint>
#include <optional>

#include "dial/error.hpp"
#include "profile/profile.hpp"
#include "session/settings.hpp"

namespace dial::manager {

// Files that a chat script names by @ are read with our rights: only where nobody but root has
// written the script (DESIGN 3). A check does not read them: what stands there is the dial's
// affair.
enum class AtFiles : std::uint8_t { kRefused, kNotRead, kRead };

// The profile's login script, from its text or its file; nothing if it has none. kScriptSyntax with
// a line for each mistake, "FILE:LINE:COLUMN: …"; kFileCouldNotBeOpened.
Result<std::optional<script::Login>> login_script(const profile::Profile& profile, AtFiles files);

}  // namespace dial::manager
