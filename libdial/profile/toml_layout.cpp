#include "profile/toml_layout.hpp"

#include <algorithm>

namespace dial::profile {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr int kDeepest = 256;  // toml++ stops there too

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Goes through a text that is known to parse, so that it need not tell good from bad; it only must
// not run away. at_ stands at the next octet to be read.
class LayoutReader {
 public:
  explicit LayoutReader(std::string_view text) : text_(text) {}

  std::optional<TomlLayout> read() {
    if (text_.starts_with(kByteOrderMark)) at_ = layout_.start = kByteOrderMark.size();
    layout_.sections.push_back({.path = {}, .line = {at_, at_}});
    while (at_ < text_.size()) {
      if (!read_line()) return std::nullopt;
    }
    return std::move(layout_);
  }

 private:
  bool read_line();
  bool read_header(std::size_t line);
  bool read_assignment(std::size_t line);
  bool read_entry(std::size_t container);
  bool read_key_and_value(std::size_t begin, const KeyPath& table,
                          std::optional<std::size_t> container, bool in_list);
  bool read_value(const KeyPath* path);
  bool read_inline_table(const KeyPath* path);
  bool skip_array();
  bool skip_string();
  bool skip_long_string(std::string_view quotes);
  bool skip_plain();
  bool skip_rest_of_line();
  void skip_blanks();
  void skip_blank_lines();

  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool take(std::string_view what) {
    if (!text_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::vector<KeyPath> lists_;  // the paths of [[…]]
  TomlLayout layout_;
};

void LayoutReader::skip_blanks() {
  while (peek() == ' ' || peek() == '\t')
    ++at_;
}

// Blanks, a comment, the line's end or the text's.
bool LayoutReader::skip_rest_of_line() {
  skip_blanks();
  if (peek() == '#') at_ = std::min(text_.find('\n', at_), text_.size());
  return at_ == text_.size() || take("\n") || take("\r\n");
}

bool LayoutReader::read_line() {
  const std::size_t line = at_;
  skip_blanks();
  const char first = peek();
  if (at_ == text_.size() || first == '#' || first == '\r' || first == '\n') {
    return skip_rest_of_line();
  }
  return first == '[' ? read_header(line) : read_assignment(line);
}

bool LayoutReader::read_header(std::size_t line) {
  const bool is_list = text_.substr(at_).starts_with("[[");
  at_ += is_list ? 2 : 1;
  auto path = scan_key_path(text_, at_);
  if (!path || !take(is_list ? "]]" : "]") || !skip_rest_of_line()) return false;
  if (is_list) lists_.push_back(*path);
  const bool in_list =
      std::ranges::any_of(lists_, [&](const KeyPath& list) { return begins_with(*path, list); });
  layout_.sections.push_back({.path = std::move(*path), .line = {line, at_}, .in_list = in_list});
  return true;
}

// `key = value`, recorded unless it is inside a list; begin: of its line, or of the key.
bool LayoutReader::read_key_and_value(std::size_t begin, const KeyPath& table,
                                      std::optional<std::size_t> container, bool in_list) {
  const auto key = scan_key_path(text_, at_);
  if (!key || !take("=")) return false;
  skip_blanks();
  if (in_list) return read_value(nullptr);
  KeyPath path = table;
  path.insert(path.end(), key->begin(), key->end());
  const std::size_t index = layout_.values.size();
  layout_.values.push_back({.path = path,
                            .line = {begin, 0},
                            .value = {at_, 0},
                            .section = layout_.sections.size() - 1,
                            .depth = table.size(),
                            .container = container});
  if (!read_value(&path)) return false;
  layout_.values[index].value.end = layout_.values[index].line.end = at_;
  return true;
}

bool LayoutReader::read_assignment(std::size_t line) {
  const TomlLayout::Section section = layout_.sections.back();
  const std::size_t index = layout_.values.size();
  if (!read_key_and_value(line, section.path, std::nullopt, section.in_list)) return false;
  if (!skip_rest_of_line()) return false;
  if (!section.in_list) layout_.values[index].line.end = at_;
  return true;
}

// `path`: of the value, null inside a list, where nothing has a name of its own.
bool LayoutReader::read_value(const KeyPath* path) {
  switch (peek()) {
    case '"':
    case '\'':
      return skip_string();
    case '[':
      return skip_array();
    case '{':
      return read_inline_table(path);
    default:
      return skip_plain();
  }
}

bool LayoutReader::read_inline_table(const KeyPath* path) {
  if (++depth_ > kDeepest) return false;
  const std::size_t index = layout_.inline_tables.size();
  layout_.inline_tables.push_back({.path = path == nullptr ? KeyPath() : *path,
                                   .braces = {at_, 0},
                                   .in_list = path == nullptr});
  ++at_;
  skip_blanks();
  while (peek() != '}') {
    if (!read_entry(index)) return false;
    skip_blanks();
    if (take(",")) skip_blanks();
  }
  ++at_;
  layout_.inline_tables[index].braces.end = at_;
  --depth_;
  return true;
}

bool LayoutReader::read_entry(std::size_t container) {
  const TomlLayout::InlineTable table = layout_.inline_tables[container];
  return read_key_and_value(at_, table.path, container, table.in_list);
}

void LayoutReader::skip_blank_lines() {
  for (std::size_t before = at_ + 1; before != at_ && at_ < text_.size();) {
    before = at_;
    skip_blanks();
    if (peek() == '#' || peek() == '\n' || peek() == '\r') skip_rest_of_line();
  }
}

bool LayoutReader::skip_array() {
  if (++depth_ > kDeepest) return false;
  ++at_;
  skip_blank_lines();
  while (peek() != ']') {
    if (!read_value(nullptr)) return false;
    skip_blank_lines();
    if (take(",")) skip_blank_lines();
  }
  ++at_;
  --depth_;
  return true;
}

bool LayoutReader::skip_string() {
  for (const std::string_view quotes : {"\"\"\"", "'''"}) {
    if (take(quotes)) return skip_long_string(quotes);
  }
  const char quote = peek();
  for (++at_; at_ < text_.size() && peek() != quote; ++at_) {
    if (quote == '"' && peek() == '\\') ++at_;
  }
  return take({&quote, 1});
}

bool LayoutReader::skip_long_string(std::string_view quotes) {
  while (at_ < text_.size() && !text_.substr(at_).starts_with(quotes))
    at_ += quotes[0] == '"' && peek() == '\\' ? 2 : 1;
  if (!take(quotes)) return false;
  // TOML 1.0, "String": one or two quotes may stand before the closing three.
  for (int more = 0; more < 2 && peek() == quotes[0]; ++more)
    ++at_;
  return true;
}

// A number, a date, true or false.
bool LayoutReader::skip_plain() {
  static constexpr std::string_view kEnd = " \t\r\n,]}#=";
  const std::size_t begin = at_;
  at_ = std::min(text_.find_first_of(kEnd, at_), text_.size());
  // A blank may stand between a date and its time, nowhere else.
  const auto word = text_.substr(begin, at_ - begin);
  const bool is_date = word.size() == 10 && word[4] == '-' && word[7] == '-';
  if (is_date && peek() == ' ' && is_digit(peek(1)))
    at_ = std::min(text_.find_first_of(kEnd, at_ + 1), text_.size());
  return at_ != begin;
}

}  // namespace

std::optional<TomlLayout> read_layout(std::string_view text) {
  return LayoutReader(text).read();
}

}  // namespace dial::profile
