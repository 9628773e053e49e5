#pragma once

#include <string>

namespace dial::cli {

// The JSON schema (draft 2020-12) of a profile, made from the table of keys: for editors that know
// TOML by schemas, and for docs/profile.md. Pure. Ends with a line feed.
std::string profile_schema();

}  // namespace dial::cli
