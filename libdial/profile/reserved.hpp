#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dial/phone_book.hpp"
#include "profile/key_path.hpp"
#include "profile/profile.hpp"

namespace dial::profile {

// Who could have written a file: root (or whom the manager runs as) alone, or somebody else too.
enum class Trust : std::uint8_t { kRoot, kOthers };

// Some keys run, read or reach something with the daemon's rights: what runs on its command, reads
// its files or chooses its name space could be used to become root. They are taken from root's
// files only (DESIGN 3). This is the list of them, most for what is not supported yet: by then no
// file of a user may hold one that suddenly means something.

// What the key would do, as in "runs a program"; empty if it is not reserved. `value` null: the key
// whatever it says.
std::string_view reserved_use(const KeyPath& key, const PropertyValue* value);

// "`hooks.up` runs …: it is taken only from …".
std::string reserved_message(const KeyPath& key, std::string_view use);

// The reserved keys of a file, each as what to say of it. None if `text` is no TOML.
std::vector<Diagnostic> reserved_keys(std::string_view text, const std::string& file);

// One key of each kind with a value that is refused, for documentation and tests.
struct ReservedExample {
  std::string key;
  PropertyValue value;
};
std::vector<ReservedExample> reserved_examples();

}  // namespace dial::profile
