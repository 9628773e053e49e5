#pragma once

#include <toml++/toml.h>

#include <optional>
#include <string>

#include "dial/phone_book.hpp"
#include "profile/key_path.hpp"
#include "profile/toml_edit.hpp"

namespace dial::profile {

// What changes mean, without regard to how a file is written: the other half of an edit, and what
// its result is compared with.

const toml::node* find_node(const toml::table& root, const KeyPath& path);

// The value of a node; nullopt if a PropertyValue cannot hold it.
std::optional<PropertyValue> property_of(const toml::node& node);

// Makes the change; the problem if it cannot be made, and nothing is changed then.
std::optional<KeyProblem> apply_change(toml::table& root, const TomlChange& change);

// The same keys with the same values. Tables without keys do not count.
bool is_same_model(const toml::table& a, const toml::table& b);

// The text as TOML writes it. `line_end` is the file's; a `single_line` value has none.
std::string value_text(const PropertyValue& value, std::string_view line_end, bool single_line);

}  // namespace dial::profile
