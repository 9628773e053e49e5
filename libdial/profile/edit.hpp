#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "dial/error.hpp"
#include "dial/phone_book.hpp"
#include "profile/reserved.hpp"
#include "profile/toml_edit.hpp"

namespace dial::profile {

// Why a profile was not changed; every key that is wrong is named, all at once.
struct ProfileEditFailure {
  // kCannotLoadPhonebook: the file as it is does not load. kAccessDenied: keys reserved for root's
  // files. kInvalidParameter: keys or values the profile cannot have. kUnknown: a fault of ours.
  ErrorCode code = ErrorCode::kInvalidParameter;
  std::vector<KeyProblem> problems;
};

// A profile's text with the changes made in place (edit_toml). An empty text is a new profile.
// `trust`: of the file that is to hold the result. `read_base`: as parse_profile's.
std::expected<std::string, ProfileEditFailure> edit_profile(std::string_view text,
                                                            const std::string& file,
                                                            const PropertyChanges& changes,
                                                            Trust trust,
                                                            const BaseReader& read_base = {});

// Octets that are UTF-8 (RFC 3629), as TOML wants its texts.
bool is_utf8(std::string_view text);

}  // namespace dial::profile
