#include "at/lexer.hpp"

#include <utility>

namespace dial::at {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::optional<Line> Lexer::take(std::uint8_t octet) {
  const char character = static_cast<char>(octet & 0x7f);
  if (character == '\r') return end_line(true);
  if (character == '\n') return end_line(false);
  if (character < ' ' || character == 0x7f) return std::nullopt;
  is_after_cr_ = false;
  if (text_.size() < kMaxLine)
    text_.push_back(character);
  else
    is_cut_ = true;
  return std::nullopt;
}

std::optional<Line> Lexer::end_line(bool is_open) {
  Line line{.text = std::exchange(text_, {}), .is_headed = is_headed_, .is_open = is_open};
  if (std::exchange(is_cut_, false)) ++overlong_;
  const bool is_after_cr = std::exchange(is_after_cr_, false);
  if (trimmed(line.text).empty()) {
    // V.250, 6.2.6: with V1 a CR LF stands before the text too; the LF that only completes
    // the line before is no such header.
    if (!is_open && !is_after_cr) is_headed_ = true;
    return std::nullopt;
  }
  is_headed_ = false;
  is_after_cr_ = is_open;
  return line;
}

void Lexer::reset() {
  text_.clear();
  is_cut_ = false;
  is_headed_ = false;
  is_after_cr_ = false;
}

}  // namespace dial::at
