#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace dial::profile {

// One KEY=VALUE; blanks around both are not theirs. Views into the text that was read.
struct IniEntry {
  std::string_view key;
  std::string_view value;
  std::size_t line = 1;
};

struct IniSection {
  std::string_view name;  // what stands in the brackets; empty: what precedes the first section
  std::size_t line = 1;
  std::vector<IniEntry> entries;  // in their order, doubles included

  // The last entry of that key, as all readers of such files take it; the key in any case.
  const IniEntry* find(std::string_view key) const;
  std::string_view value(std::string_view key) const;  // empty: there is none
};

// [SECTION] and KEY=VALUE lines, as wvdial, NetworkManager and Windows have them: a line that
// begins with one of `comments` is a comment; a line that is nothing of all this is passed over.
std::vector<IniSection> read_ini(std::string_view text, std::string_view comments);

}  // namespace dial::profile
