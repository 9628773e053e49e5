#include <algorithm>

#include "profile/profile.hpp"

namespace dial::profile {

std::string entry_name_problem(std::string_view name) {
  static constexpr std::size_t kLongest = 256;  // RAS_MaxEntryName
  if (name.empty()) return "the name is empty";
  if (name.size() > kLongest) return "the name is longer than 256 octets";
  if (name.front() == '.') return "the name begins with a dot";
  if (name.find('/') != std::string_view::npos) return "the name contains a slash";
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(name.begin(), name.end(), is_control))
    return "the name contains a control character";
  return {};
}

}  // namespace dial::profile
