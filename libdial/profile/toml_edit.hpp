#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dial/phone_book.hpp"
#include "profile/key_path.hpp"

namespace dial::profile {

// Why a key cannot be changed as wanted. No value is ever quoted.
struct KeyProblem {
  std::string key;  // dotted; empty: the file as a whole
  std::string message;
  bool operator==(const KeyProblem&) const = default;
};
std::string to_string(const KeyProblem& problem);  // "line.speed: must be …"

struct TomlChange {
  KeyPath path;
  std::optional<PropertyValue> value;  // nullopt: away with it
  bool whole_table = false;  // nullopt only: away with the table of that name and its keys
};

struct EditFailure {
  bool internal = false;  // the editor is wrong, not the caller: nothing must be written
  std::vector<KeyProblem> problems;
};

// `text` with the changes made in place: a value's own octets are replaced, a new key goes to the
// end of its table, a removed one takes its line and the comment behind it along. Everything else
// stays as it is, to the octet. The result is parsed and compared with what was meant; a difference
// is an internal failure. A value that is there already changes nothing, as does removing what is
// not there. `text` must parse as TOML.
std::expected<std::string, EditFailure> edit_toml(std::string_view text,
                                                  const std::vector<TomlChange>& changes);

}  // namespace dial::profile
