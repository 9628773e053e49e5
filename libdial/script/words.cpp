#include "script/words.hpp"

#include <algorithm>

namespace dial::script {
namespace {

constexpr std::string_view kBlanks = " \t";

// The offset of the closing quote; a backslash takes the octet after it along.
std::size_t find_closing(std::string_view line, std::size_t start, char quote) {
  for (std::size_t i = start; i < line.size(); ++i) {
    if (line[i] == '\\') {
      ++i;
    } else if (line[i] == quote) {
      return i;
    }
  }
  return std::string_view::npos;
}

std::expected<void, ParseError> split_line(std::string_view line, std::size_t number,
                                           std::vector<Word>& words) {
  std::size_t at = line.find_first_not_of(kBlanks);
  while (at < line.size()) {
    const char first = line[at];
    const bool is_quoted = first == '\'' || first == '"';
    const std::size_t start = is_quoted ? at + 1 : at;
    const std::size_t end = is_quoted ? find_closing(line, start, first)
                                      : std::min(line.find_first_of(kBlanks, start), line.size());
    if (end == std::string_view::npos) {
      return std::unexpected(ParseError{
          number, at + 1, std::string("the quote is not closed; put ") + first + " at its end"});
    }
    words.push_back({line.substr(start, end - start), number, start + 1});
    at = line.find_first_not_of(kBlanks, is_quoted ? end + 1 : end);
  }
  return {};
}

}  // namespace

ParseError error_at(const Word& word, std::size_t offset, std::string message) {
  return {word.line, word.column + offset, std::move(message)};
}

std::expected<std::vector<Word>, ParseError> split_words(std::string_view text) {
  std::vector<Word> words;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with('#')) continue;
    if (auto done = split_line(line, number, words); !done)
      return std::unexpected(std::move(done.error()));
  }
  return words;
}

std::vector<Word> split_at_dashes(const Word& word) {
  std::vector<Word> parts;
  std::size_t start = 0;
  for (std::size_t i = 0; i < word.text.size(); ++i) {
    if (word.text[i] == '\\') {
      ++i;
    } else if (word.text[i] == '-') {
      parts.push_back({word.text.substr(start, i - start), word.line, word.column + start});
      start = i + 1;
    }
  }
  if (start < word.text.size())
    parts.push_back({word.text.substr(start), word.line, word.column + start});
  return parts;
}

}  // namespace dial::script
