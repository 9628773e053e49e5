#include "cli/users.hpp"

#include <pwd.h>

#include <array>

namespace dial::cli {

std::string user_name(uid_t uid) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> texts;
  if (getpwuid_r(uid, &entry, texts.data(), texts.size(), &found) == 0 && found != nullptr) {
    return found->pw_name;
  }
  return "uid " + std::to_string(uid);
}

std::vector<std::string> user_names(const std::vector<uid_t>& uids) {
  std::vector<std::string> names;
  names.reserve(uids.size());
  for (const uid_t uid : uids)
    names.push_back(user_name(uid));
  return names;
}

}  // namespace dial::cli
