#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dial::profile {

// A key with the names of its tables: line.device is {"line", "device"}.
using KeyPath = std::vector<std::string>;

// TOML 1.0, "Keys": bare and quoted parts between dots. nullopt if `text` is anything else.
std::optional<KeyPath> parse_key_path(std::string_view text);
// The reverse; quotes stand only where TOML needs them.
std::string key_text(const KeyPath& path);

// The key that begins at `at`, which is moved behind it and the blanks that follow. nullopt if
// there is none; `at` has no meaning then.
std::optional<KeyPath> scan_key_path(std::string_view text, std::size_t& at);

bool begins_with(const KeyPath& path, const KeyPath& prefix);

// "…" with the escapes of TOML, on one line whatever `text` holds.
std::string basic_string(std::string_view text);

}  // namespace dial::profile
