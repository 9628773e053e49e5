#include "script/scp_lexer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/bytes.hpp"
#include "script/scp_names.hpp"

namespace dial::script::scp {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr char kEndOfFile = '\x1a';

// The longer ones first.
constexpr std::array<std::string_view, 15> kSymbols{"<=", ">=", "==", "!=", "<", ">", "=", "!",
                                                    "+",  "-",  "*",  "/",  "(", ")", ","};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_name_part(char c) {
  return is_name_start(c) || is_digit(c);
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::expected<std::vector<Token>, ParseError> run() {
    if (text_.starts_with(kByteOrderMark)) at_ = line_start_ = kByteOrderMark.size();
    for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
      if (!take_token()) return std::unexpected(std::move(error_));
    }
    tokens_.push_back({.text = text_.substr(at_), .place = place(at_)});
    return std::move(tokens_);
  }

 private:
  Place place(std::size_t at) const { return {line_, at - line_start_ + 1}; }

  bool fail(std::size_t at, std::string message) {
    error_ = error_at(place(at), std::move(message));
    return false;
  }

  // Past blanks, comments and line ends, of which a carriage return alone is one too.
  void skip_blanks() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == kEndOfFile) {
        text_ = text_.substr(0, at_);
      } else if (c == '\n' || c == '\r') {
        if (c == '\r' && text_.substr(at_ + 1).starts_with('\n')) ++at_;
        ++line_;
        line_start_ = at_ + 1;
      } else if (c == ';') {
        at_ = std::min(text_.find_first_of("\r\n\x1a", at_), text_.size()) - 1;
      } else if (c != ' ' && c != '\t' && c != '\f') {
        return;
      }
    }
    at_ = std::min(at_, text_.size());
  }

  bool take_token() {
    const char c = text_[at_];
    if (is_name_start(c)) return take_word(Token::Kind::kWord, at_);
    if (c == '$') return take_word(Token::Kind::kSystem, at_ + 1);
    if (is_digit(c)) return take_number();
    if (c == '"') return take_string();
    return take_symbol();
  }

  bool take_word(Token::Kind kind, std::size_t start) {
    std::size_t end = start;
    while (end < text_.size() && is_name_part(text_[end]))
      ++end;
    if (end == start) return fail(at_, "$ begins a system variable: $USERID, $PASSWORD, …");
    const std::string_view text = text_.substr(at_, end - at_);
    add({.kind = kind, .text = text, .word = folded(text)});
    return true;
  }

  bool take_number() {
    std::size_t end = at_;
    while (end < text_.size() && is_name_part(text_[end]))
      ++end;
    const std::string_view text = text_.substr(at_, end - at_);
    std::int32_t number = 0;
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (stop != text.data() + text.size())
      return fail(at_, "a number has digits only, and a name does not begin with one");
    if (failure != std::errc{}) return fail(at_, "an integer is 2147483647 at most");
    add({.kind = Token::Kind::kInteger, .text = text, .number = number});
    return true;
  }

  bool take_string() {
    bool has_escaped_quote = false;
    for (std::size_t end = at_ + 1; end < text_.size(); ++end) {
      const char c = text_[end];
      if (c == '\n' || c == '\r' || c == kEndOfFile) break;
      if (c == '"') {
        add({.kind = Token::Kind::kString, .text = text_.substr(at_ + 1, end - at_ - 1)},
            end + 1 - at_);
        return true;
      }
      if (c != '\\' || end + 1 == text_.size() || !is_escapable(text_[end + 1])) continue;
      ++end;
      has_escaped_quote = has_escaped_quote || text_[end] == '"';
    }
    if (has_escaped_quote)
      return fail(at_,
                  "the quote is not closed: \\\" is a quote within the string; a backslash at "
                  "its end is \\\\");
    return fail(at_, "the quote is not closed; put \" at its end, on the same line");
  }

  static bool is_escapable(char c) { return c == '"' || c == '\\' || c == '^' || c == '<'; }

  bool take_symbol() {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("//")) return fail(at_, "a comment begins with ;");
    if (rest.front() == ':') {
      add({.kind = Token::Kind::kSymbol, .text = rest.substr(0, 1), .word = ":"});
      return true;
    }
    for (const std::string_view symbol : kSymbols) {
      if (!rest.starts_with(symbol)) continue;
      add({.kind = Token::Kind::kSymbol, .text = symbol, .word = std::string(symbol)});
      return true;
    }
    return fail(at_, foreign(rest));
  }

  static std::string foreign(std::string_view rest) {
    switch (rest.front()) {
      case '\'':
        return "a string stands in double quotes";
      case '&':
        return "write and";
      case '|':
        return "write or";
      case '#':
        return "a comment begins with ;";
      case '%':
        return "there is no remainder; write a - a / b * b";
      default:
        return "'" + printable(octets_of(rest.substr(0, 1))) +
               "' has no meaning here; text to wait for or to send stands in double quotes";
    }
  }

  void add(Token token) {
    const std::size_t length = token.text.size();
    add(std::move(token), length);
  }
  void add(Token token, std::size_t length) {
    token.place = place(at_);
    at_ += length;
    tokens_.push_back(std::move(token));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t line_start_ = 0;
  std::vector<Token> tokens_;
  ParseError error_;
};

}  // namespace

ParseError error_at(Place place, std::string message) {
  return {place.line, place.column, std::move(message)};
}

std::expected<std::vector<Token>, ParseError> split_tokens(std::string_view text) {
  if (text.size() > kLongestScript)
    return std::unexpected(ParseError{1, 1, "the script is longer than 65536 octets"});
  return Lexer(text).run();
}

}  // namespace dial::script::scp
