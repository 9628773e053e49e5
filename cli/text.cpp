#include "cli/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/bytes.hpp"

namespace dial::cli {
namespace {

bool continues(char octet) {
  return (static_cast<unsigned char>(octet) & 0xc0) == 0x80;
}

// The octets of the well-formed UTF-8 character at the front (RFC 3629, 4), or 0.
std::size_t utf8_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = at(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  if (!std::ranges::all_of(text.substr(1, length - 1), continues)) return 0;
  // Overlong forms, surrogates and what is past U+10FFFF.
  if (lead == 0xe0 && at(1) < 0xa0) return 0;
  if (lead == 0xed && at(1) > 0x9f) return 0;
  if (lead == 0xf0 && at(1) < 0x90) return 0;
  if (lead == 0xf4 && at(1) > 0x8f) return 0;
  return length;
}

// U+0080..9F are a terminal's 8-bit controls; the others make a line read as what it is not.
bool is_control(std::string_view character) {
  if (character < "\xc2\xa0") return true;
  static constexpr std::array<std::string_view, 12> kUnseen{"\u200e", "\u200f", "\u2028", "\u2029",
                                                            "\u202a", "\u202b", "\u202c", "\u202d",
                                                            "\u202e", "\u061c", "\ufeff", "\u00ad"};
  return std::ranges::find(kUnseen, character) != kUnseen.end() ||
         (character >= "\u2066" && character <= "\u2069");
}

std::string safe(std::string_view text, std::string_view kept) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
    const bool as_it_is =
        kept.find(character[0]) != std::string_view::npos || (length > 1 && !is_control(character));
    shown += as_it_is ? std::string(character) : printable(octets_of(character));
    text.remove_prefix(character.size());
  }
  return shown;
}

}  // namespace

std::string terminal_safe(std::string_view text) {
  return safe(text, "");
}

std::string terminal_safe_lines(std::string_view text) {
  return safe(text, "\n\t");
}

std::size_t width_of(std::string_view utf8) {
  return utf8.size() - static_cast<std::size_t>(std::ranges::count_if(utf8, continues));
}

std::string cut(std::string_view utf8, std::size_t columns) {
  if (width_of(utf8) <= columns) return std::string(utf8);
  if (columns == 0) return {};
  std::size_t end = 0;
  for (std::size_t seen = 0; end < utf8.size(); ++end) {
    if (!continues(utf8[end]) && seen++ == columns - 1) break;
  }
  return std::string(utf8.substr(0, end)) + "…";
}

std::string padded(std::string_view utf8, std::size_t columns) {
  const std::size_t width = width_of(utf8);
  return std::string(utf8) + std::string(width < columns ? columns - width : 0, ' ');
}

std::string seconds_text(std::chrono::milliseconds time) {
  const auto tenths = std::max<std::int64_t>(time.count(), 0) / 100;
  return fmt::format("{}.{} s", tenths / 10, tenths % 10);
}

std::string duration_text(std::chrono::milliseconds time) {
  const auto seconds = std::max<std::int64_t>(time.count(), 0) / 1000;
  const auto days = seconds / 86'400;
  const std::string clock =
      fmt::format("{:02}:{:02}:{:02}", seconds / 3'600 % 24, seconds / 60 % 60, seconds % 60);
  return days == 0 ? clock : fmt::format("{}d {}", days, clock);
}

std::string bytes_text(std::uint64_t bytes) {
  if (bytes < 1'000) return fmt::format("{} B", bytes);
  static constexpr std::array kUnits{"kB", "MB", "GB", "TB", "PB", "EB"};
  // Tenths, cut and not rounded: 999,999 is not yet 1000 kB.
  std::uint64_t tenths = bytes / 100;
  std::size_t unit = 0;
  for (; tenths >= 10'000; ++unit)
    tenths /= 1'000;
  return fmt::format("{}.{} {}", tenths / 10, tenths % 10, kUnits[unit]);
}

std::string Table::text() const {
  std::vector<std::size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line += padded(row[i], widths[i] + 2);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace dial::cli
