#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// How things are spelt for a person. Pure; any thread.
namespace dial::cli {

// Text from a modem, a peer or a file as a terminal may be given it: control octets, the control
// characters U+0080 to U+009F, those that turn the writing direction and what is no UTF-8 become
// \r, \n or \xNN. Other UTF-8 stays.
std::string terminal_safe(std::string_view text);

// The same line by line: line feeds and tabs stay.
std::string terminal_safe_lines(std::string_view text);

// Columns on a terminal, one per character.
std::size_t width_of(std::string_view utf8);

// At most `columns` characters; a cut one ends in "…".
std::string cut(std::string_view utf8, std::size_t columns);

std::string padded(std::string_view utf8, std::size_t columns);

std::string seconds_text(std::chrono::milliseconds time);   // "12.3 s"
std::string duration_text(std::chrono::milliseconds time);  // "2d 03:04:05", "00:04:05"
std::string bytes_text(std::uint64_t bytes);                // "1.2 MB" (1000, not 1024)

// Rows of cells under a heading; the columns are as wide as they must be.
class Table {
 public:
  explicit Table(std::vector<std::string> heading) : rows_{std::move(heading)} {}
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;  // all of one length
};

}  // namespace dial::cli
