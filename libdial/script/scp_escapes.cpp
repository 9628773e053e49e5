#include "script/scp_escapes.hpp"

#include "script/scp_names.hpp"

namespace dial::script::scp {
namespace {

constexpr std::string_view kAfterBackslash = "\"^<\\";

std::optional<char> control_octet(char c) {
  if (c >= '@' && c <= '_') return static_cast<char>(c - '@');
  if (c >= 'a' && c <= 'z') return static_cast<char>(c - 'a' + 1);
  return std::nullopt;
}

// <cr> or <lf> at the start of the text.
std::optional<char> line_octet(std::string_view text) {
  const std::string tag = folded(text.substr(0, 4));
  if (tag == "<cr>") return '\r';
  if (tag == "<lf>") return '\n';
  return std::nullopt;
}

}  // namespace

std::string resolve_escapes(std::string_view text) {
  std::string resolved;
  resolved.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    const char next = rest.size() > 1 ? rest[1] : '\0';
    if (rest[0] == '\\' && rest.size() > 1 && kAfterBackslash.find(next) != rest.npos) {
      resolved += next;
      ++i;
    } else if (const auto control = control_octet(next); rest[0] == '^' && control) {
      resolved += *control;
      ++i;
    } else if (const auto line_end = line_octet(rest)) {
      resolved += *line_end;
      i += 3;
    } else {
      resolved += rest[0];
    }
  }
  return resolved;
}

std::optional<OddEscape> find_odd_escape(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '\\') continue;
    const char next = text[i + 1];
    if (next == 'r') return OddEscape{i, "\\r is two characters here; a carriage return is <cr>"};
    if (next == 'n') return OddEscape{i, "\\n is two characters here; a line feed is <lf>"};
    if (next == 't') return OddEscape{i, "\\t is two characters here; a tab is ^I"};
    if (kAfterBackslash.find(next) != text.npos) ++i;
  }
  return std::nullopt;
}

}  // namespace dial::script::scp
