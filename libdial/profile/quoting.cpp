#include "profile/quoting.hpp"

namespace dial::profile {
namespace {

// Safe in every file of the three.
constexpr std::string_view kPlain =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/.,_+:@=-";

bool is_plain(std::string_view text) {
  return !text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos;
}

}  // namespace

std::string option_word(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string word = "\"";
  for (const char c : text) {
    if (c == '\\' || c == '"') word += '\\';
    word += c;
  }
  return word + "\"";
}

std::string shell_word(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string word = "'";
  for (const char c : text)
    word += c == '\'' ? std::string(R"('\'')") : std::string(1, c);
  return word + "'";
}

std::string octal_escape(unsigned char octet) {
  std::string escape = "\\";
  for (const int shift : {6, 3, 0})
    escape += static_cast<char>('0' + ((octet >> shift) & 7));
  return escape;
}

std::string chat_octets(std::string_view octets) {
  std::string out;
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    if ((octet < 0x20 && c != '\t') || octet >= 0x7f) {
      out += octal_escape(octet);
    } else {
      if (std::string_view("\\^$'\"@").find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

std::string chat_word(std::string_view escaped) {
  const bool needs_quotes = escaped.empty() || escaped.front() == '#' ||
                            escaped.find_first_of(" \t") != std::string_view::npos;
  return needs_quotes ? "\"" + std::string(escaped) + "\"" : std::string(escaped);
}

}  // namespace dial::profile
