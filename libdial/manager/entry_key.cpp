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
  uid_t user = 0;
  const char* end = text.data() + slash;
  const auto [stopped, problem] = std::from_chars(text.data(), end, user);
  const std::string_view name = text.substr(slash + 1);
  const bool is_canonical = problem == std::errc() && stopped == end &&
                            name.find('/') == name.npos &&
                            std::to_string(user) == text.substr(0, slash);
  if (!is_canonical || name.empty()) return std::nullopt;
  return EntryKey{.user = user, .name = std::string(name)};
}

bool is_privileged(uid_t uid) {
  return uid == 0 || uid == geteuid();
}

}  // namespace dial::manager
