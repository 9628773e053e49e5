#include "manager/entry_key.hpp"

#include <unistd.h>

#include <charconv>

namespace dial::manager {

std::string to_string(const EntryKey& key) {
  return key.user ? std::to_string(*key.user) + "/" + key.name : key.name;
}

std::optional<EntryKey> parse_entry_key(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return EntryKey{.user = {}, .name = std::string(text)};
  const std::string_view number = text.substr(0, slash);
  const std::string_view name = text.substr(slash + 1);
  uid_t user = 0;
  const auto parsed = std::from_chars(number.begin(), number.end(), user);
  // Only a whole number in its shortest form comes back as the same text.
  const bool is_canonical =
      parsed.ec == std::errc() && name.find('/') == name.npos && std::to_string(user) == number;
  if (!is_canonical || name.empty()) return std::nullopt;
  return EntryKey{.user = user, .name = std::string(name)};
}

bool is_privileged(uid_t uid) {
  return uid == 0 || uid == geteuid();
}

}  // namespace dial::manager
