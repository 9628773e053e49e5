#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"

namespace dial::profile {

// A word of a file that may hold passwords, hence a Secret.
struct SourceWord {
  Secret text;
  std::size_t line = 1;
  bool begins_line = false;  // the first word of its line

  std::string_view view() const { return text.reveal(); }
};

// The words of a pppd file of options or secrets: `"` and `'` quote, in the middle of a word too;
// `#` begins a comment wherever it is not quoted; a backslash escapes as in C (and \s is a blank)
// inside quotes and outside, and before a line end joins lines.
std::vector<SourceWord> option_words(std::string_view text);

// The words of a simple command as sh(1) splits it. The error says what a simple command has not:
// a pipe, a list, an expansion.
std::expected<std::vector<SourceWord>, std::string> shell_words(std::string_view command);

// The words of a chat(8) file, quotes taken off and escapes left. The error names the line.
struct WordError {
  std::size_t line = 1;
  std::string message;
};
std::expected<std::vector<SourceWord>, WordError> chat_words(std::string_view text);

}  // namespace dial::profile
