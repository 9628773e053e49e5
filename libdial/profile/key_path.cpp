#include "profile/key_path.hpp"

#include <toml++/toml.h>

#include <algorithm>

namespace dial::profile {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

void skip_blanks(std::string_view text, std::size_t& at) {
  while (at < text.size() && is_blank(text[at]))
    ++at;
}

// The parser proper knows what the escapes mean.
std::optional<std::string> unescaped(std::string_view quoted) {
  try {
    const toml::table table = toml::parse("key = " + std::string(quoted));
    return table["key"].value<std::string>();
  } catch (const toml::parse_error&) {
    return std::nullopt;
  }
}

std::optional<std::string> scan_quoted(std::string_view text, std::size_t& at) {
  const std::size_t begin = at;
  const char quote = text[at];
  for (++at; at < text.size() && text[at] != quote && text[at] != '\n'; ++at) {
    if (quote == '"' && text[at] == '\\') ++at;
  }
  if (at >= text.size() || text[at] != quote) return std::nullopt;
  ++at;
  return unescaped(text.substr(begin, at - begin));
}

std::optional<std::string> scan_part(std::string_view text, std::size_t& at) {
  if (at >= text.size()) return std::nullopt;
  if (text[at] == '"' || text[at] == '\'') return scan_quoted(text, at);
  const std::size_t begin = at;
  while (at < text.size() && is_bare(text[at]))
    ++at;
  if (at == begin) return std::nullopt;
  return std::string(text.substr(begin, at - begin));
}

}  // namespace

std::optional<KeyPath> scan_key_path(std::string_view text, std::size_t& at) {
  KeyPath path;
  for (;;) {
    skip_blanks(text, at);
    auto part = scan_part(text, at);
    if (!part) return std::nullopt;
    path.push_back(std::move(*part));
    skip_blanks(text, at);
    if (at >= text.size() || text[at] != '.') return path;
    ++at;
  }
}

std::optional<KeyPath> parse_key_path(std::string_view text) {
  std::size_t at = 0;
  auto path = scan_key_path(text, at);
  if (!path || at != text.size()) return std::nullopt;
  return path;
}

std::string basic_string(std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += {'\\', c};
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (c == '\r') {
      quoted += "\\r";
    } else if (octet < 0x20 || octet == 0x7f) {
      quoted += "\\u00";
      quoted += {kDigits[octet >> 4], kDigits[octet & 15]};
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string key_text(const KeyPath& path) {
  std::string text;
  for (const std::string& part : path) {
    if (!text.empty()) text += '.';
    const bool bare = !part.empty() && std::ranges::all_of(part, is_bare);
    text += bare ? part : basic_string(part);
  }
  return text;
}

bool begins_with(const KeyPath& path, const KeyPath& prefix) {
  return path.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), path.begin(),
                    path.begin() + static_cast<std::ptrdiff_t>(prefix.size()));
}

}  // namespace dial::profile
