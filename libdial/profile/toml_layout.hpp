#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "profile/key_path.hpp"

namespace dial::profile {

// Octets of a text, from `begin` up to but not including `end`.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Where in a TOML text everything stands, but for what is inside lists, which has no name. toml++
// tells where a value begins, in code points, and not reliably where it ends; an editor needs
// octets, and lines, and where a table could grow.
struct TomlLayout {
  struct Value {
    KeyPath path;             // whole, from the root
    Span line;                // with its line end; inside {…}: from the key to the end of the value
    Span value;               // without blanks and comments
    std::size_t section = 0;  // index into sections
    std::size_t depth = 0;    // how many parts of the path its section or inline table gives
    std::optional<std::size_t> container;  // index into inline_tables, if it is inside one
  };
  struct Section {
    KeyPath path;          // of its [header]; the first section has none
    Span line;             // the header's, with its line end
    bool in_list = false;  // an element of [[…]], or below one
  };
  struct InlineTable {
    KeyPath path;
    Span braces;
    bool in_list = false;
  };
  std::vector<Section> sections;  // in the file's order; [0] is what precedes the first header
  std::vector<Value> values;      // in the file's order, those of inline tables included
  std::vector<InlineTable> inline_tables;
  std::size_t start = 0;  // behind a byte order mark
};

// The layout of a text that parses as TOML. nullopt where it does not look like that.
std::optional<TomlLayout> read_layout(std::string_view text);

}  // namespace dial::profile
