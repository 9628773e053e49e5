#pragma once

#include <toml++/toml.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profile/diagnostics.hpp"

namespace dial::profile {

// A profile's tree with those of its bases merged in: what is said nearest counts, tables are
// joined key by key, lists and values are taken whole.
struct MergedTree {
  toml::table root;
  std::vector<std::string> bases;                         // nearest first
  std::map<std::string, std::string, std::less<>> texts;  // of the bases, by file
  bool is_whole = true;                                   // every base could be read
};

// Adds to `diagnostics` what is wrong with the way to a base: its name, a cycle, no such file, no
// TOML. The tree holds what could be read.
MergedTree merge_bases(toml::table own, const std::string& name, const BaseReader& read_base,
                       Diagnostics& diagnostics);

}  // namespace dial::profile
