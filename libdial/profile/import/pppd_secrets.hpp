#pragma once

#include <optional>
#include <string_view>

#include "profile/import/words.hpp"

namespace dial::profile {

// Finds the secret that pppd would take for us in the text of pap-secrets or chap-secrets: lines
// CLIENT SERVER SECRET [ADDRESS…]. `*` stands for any name; the line with the fewest wildcards
// wins, a named client counts more than a named server, and the first of equals. An empty `server`
// is any. The word is the third one, `@FILE` not resolved.
std::optional<SourceWord> find_pppd_secret(std::string_view text, std::string_view client,
                                           std::string_view server);

}  // namespace dial::profile
