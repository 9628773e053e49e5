#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "script/parse_error.hpp"

namespace dial::script::scp {

// Where something stands; both count from 1, the column in octets.
struct Place {
  std::size_t line = 1;
  std::size_t column = 1;
};
ParseError error_at(Place place, std::string message);

struct Token {
  enum class Kind : std::uint8_t {
    kEnd,      // of the script
    kWord,     // a keyword or a name
    kSystem,   // $NAME
    kInteger,  // its value in `number`
    kString,   // between its quotes, escapes as they were written
    kSymbol    // an operator, a comma, a colon or a parenthesis
  };
  Kind kind = Kind::kEnd;
  std::string_view text;  // as written, of the script's text
  std::string word;       // folded; for kWord, kSystem and kSymbol
  std::int32_t number = 0;
  Place place;
};

// The longest script, in octets.
inline constexpr std::size_t kLongestScript = 65'536;

// Splits a script into tokens, the last of which is kEnd. A comment goes from `;` to the end of its
// line. A byte order mark at the start and what follows an octet 0x1a, with which DOS editors end a
// file, are passed over. The tokens point into `text`.
std::expected<std::vector<Token>, ParseError> split_tokens(std::string_view text);

}  // namespace dial::script::scp
