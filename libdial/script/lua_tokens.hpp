#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dial::script::lua {

// A token of a Lua script, as far as a lint cares.
struct Token {
  enum class Kind : std::uint8_t { kName, kNumber, kString, kSymbol };
  Kind kind = Kind::kSymbol;
  std::string text;  // of a string what it is, its escapes resolved; one octet of a symbol
  std::size_t line = 1;
  std::size_t column = 1;  // both count from 1, the column in octets
};

// Splits a script that compiles. What does not is split somehow.
std::vector<Token> split_tokens(std::string_view text);

}  // namespace dial::script::lua
