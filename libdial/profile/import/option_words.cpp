#include <utility>

#include "profile/import/text.hpp"
#include "profile/import/words.hpp"

namespace dial::profile {
namespace {

constexpr std::size_t kLongestWord = 1'023;  // octets; pppd drops the rest

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
int octal_value(char c) {
  return c >= '0' && c <= '7' ? c - '0' : -1;
}
int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

class OptionReader {
 public:
  explicit OptionReader(std::string_view text) : text_(text) {}

  std::vector<SourceWord> read() {
    while (skip_to_word()) {
      const std::size_t line = line_;
      const bool begins_line = std::exchange(is_line_new_, false);
      WipedText word;
      word.get().reserve(kLongestWord);  // a text that moves while it grows leaves itself behind
      read_word(word.get());
      words_.push_back({Secret(word.get()), line, begins_line});
    }
    return std::move(words_);
  }

 private:
  bool has_more() const { return at_ < text_.size(); }
  char next() {
    const char c = text_[at_++];
    if (c == '\n') ++line_;
    return c;
  }

  // To the first octet of a word, which may be a backslash; false: there is no more.
  bool skip_to_word() {
    while (has_more()) {
      const char c = text_[at_];
      if (c == '#') {
        while (has_more() && text_[at_] != '\n')
          ++at_;
      } else if (c == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') {
        ++at_;
        next();  // the line goes on: not a new one
      } else if (is_blank(c)) {
        if (next() == '\n') is_line_new_ = true;
      } else {
        return c != '\\' || at_ + 1 < text_.size();
      }
    }
    return false;
  }

  void read_word(std::string& word) {
    char quote = 0;
    while (has_more()) {
      const char c = text_[at_];
      if (c == '\\') {
        ++at_;
        read_escape(word);
      } else if (quote != 0 ? c == quote : c == '"' || c == '\'') {
        quote = quote == 0 ? c : '\0';
        ++at_;
      } else if (quote == 0 && (is_blank(c) || c == '#')) {
        return;
      } else {
        add(word, next());
      }
    }
  }

  void read_escape(std::string& word) {
    static constexpr std::string_view kNames = "abfnrst";
    static constexpr std::string_view kValues = "\a\b\f\n\r \t";
    if (!has_more()) return;
    if (octal_value(text_[at_]) >= 0) return add(word, read_digits(8, 3, octal_value));
    const char c = next();
    if (c == '\n') return;
    if (c == 'x') return add(word, read_digits(16, 2, hex_value));
    const std::size_t named = kNames.find(c);
    add(word, named == kNames.npos ? c : kValues[named]);
  }

  char read_digits(int base, int most, int (*value_of)(char)) {
    int value = 0;
    for (int digit = 0; digit < most && has_more() && value_of(text_[at_]) >= 0; ++digit)
      value = value * base + value_of(text_[at_++]);
    return static_cast<char>(value);
  }

  static void add(std::string& word, char c) {
    if (word.size() < kLongestWord) word += c;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  bool is_line_new_ = true;
  std::vector<SourceWord> words_;
};

}  // namespace

std::vector<SourceWord> option_words(std::string_view text) {
  return OptionReader(text).read();
}

}  // namespace dial::profile
