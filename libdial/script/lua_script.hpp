#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

#include "script/parse_error.hpp"

namespace dial::script::lua {

// A Lua 5.4 login script whose syntax is right; docs/scripts-lua.md has the language. Immutable;
// may be shared.
class Script {
 public:
  static constexpr std::size_t kLongest = 65'536;  // octets

  // `name` is the file for error texts, and `first_line` the line of it at which `text` begins.
  // The text is compiled, within bounds, and not run.
  static std::expected<Script, ParseError> parse(std::string name, std::size_t first_line,
                                                 std::string_view text);

  const std::string& name() const { return name_; }  // the end of it, if it is long
  std::size_t first_line() const { return first_line_; }
  const std::string& text() const { return text_; }

 private:
  Script() = default;

  std::string name_;
  std::size_t first_line_ = 1;
  std::string text_;
};

}  // namespace dial::script::lua
