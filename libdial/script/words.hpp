#pragma once

#include <cstddef>
#include <expected>
#include <string_view>
#include <vector>

#include "script/chat.hpp"

namespace dial::script {

// A word of a script without its quotes, its escapes untouched.
struct Word {
  std::string_view text;
  std::size_t line = 1;
  std::size_t column = 1;  // of the first octet of `text`
};

ParseError error_at(const Word& word, std::size_t offset, std::string message);

// Splits a script as chat(8) does: blanks and tabs separate, a quote at the start of a word ends
// at the same quote on the same line, `#` in column 1 makes a comment of its line.
std::expected<std::vector<Word>, ParseError> split_words(std::string_view text);

// expect-send-expect-…: `\-` is a plain dash. A dash at the very end adds nothing.
std::vector<Word> split_at_dashes(const Word& word);

}  // namespace dial::script
