#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "profile/import/ini.hpp"
#include "profile/import/text.hpp"

// How wvdial.conf(5) is written, apart from what it says.
namespace dial::profile {

// The sections [Dialer NAME] by NAME in lower case, for wvdial does not tell cases apart. Sections
// of one name are one.
using WvdialSections = std::map<std::string, IniSection, std::less<>>;
WvdialSections wvdial_sections(std::string_view text);

inline constexpr std::string_view kWvdialDefaults = "defaults";

// Values are written as Tcl writes them: {…} stands for itself, in "…" and bare a backslash takes
// the next octet as it is.
WipedText wvdial_value(std::string_view value);

// What an entry is made of: its own section first, then what that inherits, the defaults last.
class WvdialChain {
 public:
  WvdialChain(const WvdialSections& sections, const IniSection& own);

  const IniEntry* find(std::string_view key) const;  // null: none of them has it
  const std::vector<const IniSection*>& links() const { return links_; }

 private:
  void add(const IniSection& section);

  const WvdialSections& sections_;
  std::vector<const IniSection*> links_;
  std::set<const IniSection*> seen_;
};

}  // namespace dial::profile
