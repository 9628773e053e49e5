#include "base/command_line.hpp"

namespace dial {
namespace {

constexpr std::string_view kExtended = "+*#$^@!_";
constexpr std::string_view kPrefixes = "&%\\-";  // of a basic command with a letter of its own

bool is_letter(char c, char capital) {
  return c == capital || c == capital - 'A' + 'a';
}

// Behind the `;` that ends an extended command; those within quotes end none.
std::size_t end_of_extended(std::string_view line, std::size_t at) {
  bool is_quoted = false;
  for (; at < line.size(); ++at) {
    if (line[at] == '"') is_quoted = !is_quoted;
    if (line[at] == ';' && !is_quoted) return at + 1;
  }
  return at;
}

}  // namespace

std::optional<std::string_view> dialled_by(std::string_view line) {
  const bool has_at = line.size() >= 2 && is_letter(line[0], 'A') && is_letter(line[1], 'T');
  std::size_t at = has_at ? 2 : 0;
  while (at < line.size()) {
    if (is_letter(line[at], 'D')) return line.substr(at + 1);
    if (kExtended.find(line[at]) != kExtended.npos) {
      at = end_of_extended(line, at);
    } else {
      at += kPrefixes.find(line[at]) != kPrefixes.npos ? 2 : 1;
    }
  }
  return std::nullopt;
}

}  // namespace dial
