// The words of shell commands and of chat(8) files.
#include <algorithm>

#include "profile/import/text.hpp"
#include "profile/import/words.hpp"

namespace dial::profile {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kShellBlanks = " \t\n";
// What makes more of a command than words (POSIX shell, 2.2 and 2.10); `#` only begins a word.
constexpr std::string_view kShellSpecial = "|&;<>()$`*?[~{}!";

class ShellReader {
 public:
  explicit ShellReader(std::string_view text) : text_(text) {}

  std::expected<std::vector<SourceWord>, std::string> read() {
    while (problem_.empty()) {
      at_ = std::min(text_.find_first_not_of(kShellBlanks, at_), text_.size());
      if (at_ == text_.size() || text_[at_] == '#') return std::move(words_);
      WipedText word;
      word.get().reserve(text_.size() - at_);
      read_word(word.get());
      words_.push_back({Secret(word.get()), 1, words_.empty()});
    }
    return std::unexpected(problem_);
  }

 private:
  bool has_more() const { return at_ < text_.size(); }

  void read_word(std::string& word) {
    while (has_more() && problem_.empty()) {
      const char c = text_[at_];
      if (kShellBlanks.find(c) != kShellBlanks.npos) return;
      ++at_;
      if (c == '\'') {
        read_single(word);
      } else if (c == '"') {
        read_double(word);
      } else if (c == '\\') {
        if (has_more()) add_escaped(word);
      } else if (kShellSpecial.find(c) != kShellSpecial.npos) {
        problem_ = "it is more than one plain command";
      } else {
        word += c;
      }
    }
  }

  void add_escaped(std::string& word) {
    const char c = text_[at_++];
    if (c != '\n') word += c;
  }

  void read_single(std::string& word) {
    const std::size_t end = text_.find('\'', at_);
    if (end == std::string_view::npos) return fail_open();
    word += text_.substr(at_, end - at_);
    at_ = end + 1;
  }

  // POSIX shell, 2.2.3: a backslash is itself unless one of these follows.
  void read_double(std::string& word) {
    static constexpr std::string_view kEscaped = "$`\"\\\n";
    while (has_more()) {
      const char c = text_[at_++];
      if (c == '"') return;
      if (c == '$' || c == '`') {
        problem_ = "the shell would put something in its place";
        return;
      }
      if (c == '\\' && has_more() && kEscaped.find(text_[at_]) != kEscaped.npos) {
        add_escaped(word);
      } else {
        word += c;
      }
    }
    fail_open();
  }

  void fail_open() { problem_ = "it has a quote that is not closed"; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string problem_;
  std::vector<SourceWord> words_;
};

// The offset of the closing quote; a backslash takes the octet after it along.
std::size_t find_closing(std::string_view line, std::size_t start, char quote) {
  for (std::size_t i = start; i < line.size(); ++i) {
    if (line[i] == '\\') {
      ++i;
    } else if (line[i] == quote) {
      return i;
    }
  }
  return std::string_view::npos;
}

bool split_chat_line(std::string_view line, std::size_t number, std::vector<SourceWord>& words) {
  std::size_t at = line.find_first_not_of(kBlanks);
  for (bool begins_line = true; at < line.size(); begins_line = false) {
    const char first = line[at];
    const bool is_quoted = first == '\'' || first == '"';
    const std::size_t start = is_quoted ? at + 1 : at;
    const std::size_t end = is_quoted ? find_closing(line, start, first)
                                      : std::min(line.find_first_of(kBlanks, start), line.size());
    if (end == std::string_view::npos) return false;
    words.push_back({Secret(std::string(line.substr(start, end - start))), number, begins_line});
    at = line.find_first_not_of(kBlanks, is_quoted ? end + 1 : end);
  }
  return true;
}

}  // namespace

std::expected<std::vector<SourceWord>, std::string> shell_words(std::string_view command) {
  return ShellReader(command).read();
}

std::expected<std::vector<SourceWord>, WordError> chat_words(std::string_view text) {
  std::vector<SourceWord> words;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = take_line(text);
    if (line.starts_with('#')) continue;
    if (!split_chat_line(line, number, words))
      return std::unexpected(WordError{number, "a quote is not closed"});
  }
  return words;
}

}  // namespace dial::profile
