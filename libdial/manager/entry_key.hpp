#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

namespace dial::manager {

// Names one entry among those of the system and of all users: "isp", or "1000/isp" where it is the
// user's own. No entry's name has a slash, so no two entries have the same.
struct EntryKey {
  std::optional<uid_t> user;  // whose own; nullopt: the system's
  std::string name;
};

std::string to_string(const EntryKey& key);
// nullopt: a slash, but no uid in decimal before it, or nothing behind it.
std::optional<EntryKey> parse_entry_key(std::string_view text);

// root, and whom the manager runs as: what they write counts as root's.
bool is_privileged(uid_t uid);

}  // namespace dial::manager
