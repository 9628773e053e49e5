#include "profile/import/ini.hpp"

#include <algorithm>

#include "profile/import/text.hpp"

namespace dial::profile {

const IniEntry* IniSection::find(std::string_view key) const {
  const auto found = std::find_if(entries.rbegin(), entries.rend(), [&](const IniEntry& entry) {
    return equal_words(entry.key, key);
  });
  return found == entries.rend() ? nullptr : &*found;
}

std::string_view IniSection::value(std::string_view key) const {
  const IniEntry* entry = find(key);
  return entry == nullptr ? std::string_view() : entry->value;
}

std::vector<IniSection> read_ini(std::string_view text, std::string_view comments) {
  static constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<IniSection> sections(1);
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = trim(take_line(text));
    if (line.empty() || comments.find(line.front()) != comments.npos) continue;
    if (line.front() == '[' && line.back() == ']') {
      sections.push_back({trim(line.substr(1, line.size() - 2)), number, {}});
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    sections.back().entries.push_back(
        {trim(line.substr(0, equals)), trim(line.substr(equals + 1)), number});
  }
  return sections;
}

}  // namespace dial::profile
