#include "script/lua_tokens.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace dial::script::lua {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_name_octet(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || is_digit(c);
}
bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}
  std::vector<Token> split();

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool is_over() const { return at_ >= text_.size(); }
  char next();
  void add(Token::Kind kind, std::string text) {
    tokens_.push_back({kind, std::move(text), line_, column_});
  }
  void split_one();
  std::string take_while(bool (*belongs)(char));
  std::optional<std::string> take_long();
  std::string take_quoted(char quote);
  void take_escape(std::string& text);
  void take_number(std::string& text, int base, std::size_t most);

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_of_next_ = 1;
  std::size_t line_start_ = 0;
  std::size_t line_ = 1;    // of the token in progress
  std::size_t column_ = 1;  // the same
  std::vector<Token> tokens_;
};

char Splitter::next() {
  const char c = text_[at_++];
  if (c == '\n') {
    ++line_of_next_;
    line_start_ = at_;
  }
  return c;
}

std::vector<Token> Splitter::split() {
  while (!is_over()) {
    line_ = line_of_next_;
    column_ = at_ - line_start_ + 1;
    split_one();
  }
  return std::move(tokens_);
}

void Splitter::split_one() {
  const char c = peek();
  if (is_blank(c)) {
    next();
  } else if (c == '-' && peek(1) == '-') {
    at_ += 2;
    if (take_long()) return;
    while (!is_over() && peek() != '\n')
      next();
  } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
    add(Token::Kind::kNumber, take_while([](char d) { return is_name_octet(d) || d == '.'; }));
  } else if (is_name_octet(c)) {
    add(Token::Kind::kName, take_while(is_name_octet));
  } else if (c == '"' || c == '\'') {
    next();
    add(Token::Kind::kString, take_quoted(c));
  } else if (auto text = c == '[' ? take_long() : std::nullopt) {
    add(Token::Kind::kString, std::move(*text));
  } else {
    add(Token::Kind::kSymbol, std::string(1, next()));
  }
}

std::string Splitter::take_while(bool (*belongs)(char)) {
  std::string text;
  while (!is_over() && belongs(peek()))
    text += next();
  return text;
}

// [[…]] or [==[…]==], a line end right behind the brackets left out. Nothing: it is none.
std::optional<std::string> Splitter::take_long() {
  if (peek() != '[') return std::nullopt;
  std::size_t level = 0;
  while (peek(1 + level) == '=')
    ++level;
  if (peek(1 + level) != '[') return std::nullopt;
  at_ += level + 2;
  const std::string closing = "]" + std::string(level, '=') + "]";
  const std::size_t end = std::min(text_.find(closing, at_), text_.size());
  std::string text;
  while (at_ < end)
    text += next();
  at_ = std::min(end + closing.size(), text_.size());
  if (text.starts_with('\n')) text.erase(0, 1);
  return text;
}

std::string Splitter::take_quoted(char quote) {
  std::string text;
  while (!is_over()) {
    const char c = next();
    if (c == quote) break;
    if (c == '\\' && !is_over()) {
      take_escape(text);
    } else {
      text += c;
    }
  }
  return text;
}

void Splitter::take_escape(std::string& text) {
  static constexpr std::string_view kLetters = "abfnrtv";
  static constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v";
  if (is_digit(peek())) return take_number(text, 10, 3);
  const char c = next();
  if (const auto letter = kLetters.find(c); letter != std::string_view::npos) {
    text += kMeanings[letter];
  } else if (c == 'x') {
    take_number(text, 16, 2);
  } else if (c == 'z') {
    take_while(is_blank);
  } else {
    text += c;
  }
}

void Splitter::take_number(std::string& text, int base, std::size_t most) {
  unsigned value = 0;
  const std::string_view digits = text_.substr(at_, most);
  const auto [end, status] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (status == std::errc{}) text += static_cast<char>(value);
  at_ += static_cast<std::size_t>(end - digits.data());
}

}  // namespace

std::vector<Token> split_tokens(std::string_view text) {
  return Splitter(text).split();
}

}  // namespace dial::script::lua
