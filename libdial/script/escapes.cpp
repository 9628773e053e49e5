#include "script/escapes.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace dial::script {
namespace {

using namespace std::chrono_literals;

constexpr Duration kDelay = 1s;    // \d
constexpr Duration kPause = 10ms;  // \p: the manual of chat says 0.1 s, its code 10 ms
constexpr std::size_t kLongestWord = 1024;

bool is_octal(char c) {
  return c >= '0' && c <= '7';
}
bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}
bool is_name_octet(char c) {
  return is_letter(c) || (c >= '0' && c <= '9');
}

// Walks one word and collects the pieces.
class Resolver {
 public:
  Resolver(Word word, const Texts& variables, bool is_send)
      : word_(word), variables_(variables), is_send_(is_send) {}

  std::expected<Template, ParseError> resolve();

 private:
  bool has_more(std::size_t ahead = 0) const { return at_ + ahead < word_.text.size(); }
  void resolve_next();
  void resolve_caret();
  void resolve_variable();
  void insert(std::string_view value, std::size_t start);
  void resolve_escape();
  void resolve_expect_escape(char escape);
  void resolve_send_escape(char escape);
  void resolve_octal();

  void add(char c);
  void add_octet(unsigned value);
  // Built in place: g++ 12 warns about the moved string of a variant that holds none.
  template <class Kind>
  void add_piece(Kind piece) {
    result_.pieces.emplace_back(std::in_place_type<Kind>, piece);
  }
  void fail(std::size_t offset, std::string message);

  Word word_;
  const Texts& variables_;
  std::size_t inserted_ = 0;  // octets of variables
  bool is_send_;
  bool has_return_ = true;
  std::size_t at_ = 0;
  Template result_;
  std::optional<ParseError> error_;
};

std::expected<Template, ParseError> Resolver::resolve() {
  if (word_.text.size() > kLongestWord) fail(0, "the word is longer than 1024 octets; shorten it");
  while (has_more() && !error_)
    resolve_next();
  if (error_) return std::unexpected(std::move(*error_));
  if (is_send_ && has_return_) add('\r');
  return std::move(result_);
}

void Resolver::resolve_next() {
  switch (word_.text[at_]) {
    case '^':
      return resolve_caret();
    case '$':
      return resolve_variable();
    case '\\':
      return resolve_escape();
    default:
      return add(word_.text[at_++]);
  }
}

void Resolver::resolve_caret() {
  ++at_;
  if (!has_more()) return add('^');
  // ^@ is dropped, as chat does; \0 and \N send an octet 0.
  const char control = static_cast<char>(word_.text[at_++] & 0x1f);
  if (control != 0) add(control);
}

void Resolver::resolve_variable() {
  const std::size_t start = at_++;
  if (!has_more() || !is_letter(word_.text[at_])) return add('$');  // a prompt, not a name
  while (has_more() && is_name_octet(word_.text[at_]))
    ++at_;
  const std::string_view name = word_.text.substr(start + 1, at_ - start - 1);
  if (name == "USER") return add_piece(Insert::kUser);
  if (name == "PASSWORD") return add_piece(Insert::kPassword);
  if (const auto own = variables_.find(name); own != variables_.end())
    return insert(own->second, start);
  // The name is not repeated: it may be the tail of a password.
  fail(start,
       "unknown variable; there are $USER, $PASSWORD and the profile's own ([script.variables]), "
       "and \\$ is a plain dollar");
}

// As it is: what looks like an escape in it is none.
void Resolver::insert(std::string_view value, std::size_t start) {
  inserted_ += value.size();
  if (inserted_ > kLongestWord)
    return fail(start, "the word is longer than 1024 octets with its variables; shorten it");
  for (const char c : value)
    add(c);
}

void Resolver::resolve_escape() {
  ++at_;
  if (!has_more()) return is_send_ ? add('\\') : void();
  const char escape = word_.text[at_];
  if (is_octal(escape)) return resolve_octal();
  ++at_;
  switch (escape) {
    case 'b':
      return add('\b');
    case 'n':
      return add('\n');
    case 'r':
      return add('\r');
    case 's':
      return add(' ');
    case 't':
      return add('\t');
    case 'q':
      result_.is_quiet = true;
      return;
    default:
      return is_send_ ? resolve_send_escape(escape) : resolve_expect_escape(escape);
  }
}

void Resolver::resolve_expect_escape(char escape) {
  if (escape == 'T' || escape == 'U') add('\\');  // chat's code leaves these two as they are
  add(escape);
}

void Resolver::resolve_send_escape(char escape) {
  switch (escape) {
    case 'c':
      if (has_more()) return add('c');  // only at the end does it mean "no carriage return"
      has_return_ = false;
      return;
    case 'd':
      return add_piece(Pause{kDelay});
    case 'p':
      return add_piece(Pause{kPause});
    case 'K':
      return add_piece(SendBreak{});
    case 'N':
      return add_octet(0);
    case 'T':
      return add_piece(Insert::kPhone);
    case 'U':
      return add_piece(Insert::kPhone2);
    default:
      return add(escape);
  }
}

void Resolver::resolve_octal() {
  const std::size_t start = at_ - 1;
  unsigned value = 0;
  for (int digit = 0; digit < 3 && has_more() && is_octal(word_.text[at_]); ++digit)
    value = value * 8 + static_cast<unsigned>(word_.text[at_++] - '0');
  if (value > 0xff) return fail(start, "is no octet; the largest octal escape is \\377");
  if (value != 0 || is_send_) add_octet(value);
}

void Resolver::add(char c) {
  auto* text = result_.pieces.empty() ? nullptr : std::get_if<std::string>(&result_.pieces.back());
  if (text == nullptr) text = &std::get<std::string>(result_.pieces.emplace_back(std::string{}));
  *text += c;
}

void Resolver::add_octet(unsigned value) {
  add(static_cast<char>(value));
}

void Resolver::fail(std::size_t offset, std::string message) {
  if (!error_) error_ = error_at(word_, offset, std::move(message));
}

// chat(8), SENDING DATA FROM A FILE: the last line feed goes, escapes count.
std::expected<Template, ParseError> parse_file(const Word& word, const Inputs& inputs) {
  if (!inputs.read_file) {
    return std::unexpected(
        error_at(word, 0, "sending a file is not allowed here; write \\@ if an at sign is meant"));
  }
  const std::size_t start = std::min(word.text.find_first_not_of(" \t", 1), word.text.size());
  auto content = inputs.read_file(word.text.substr(start));
  if (!content) return std::unexpected(error_at(word, start, std::move(content.error())));
  std::string_view text = *content;
  if (text.ends_with('\n')) text.remove_suffix(1);
  auto parsed = Resolver({text, word.line, word.column}, inputs.variables, true).resolve();
  const Secret wiped(std::move(*content));
  // Where in the file is nowhere in the script.
  if (!parsed) return std::unexpected(error_at(word, 0, "in the file: " + parsed.error().message));
  parsed->is_quiet = true;  // passwords are kept in files
  return parsed;
}

}  // namespace

std::expected<Template, ParseError> parse_expect(const Word& word, const Inputs& inputs) {
  return Resolver(word, inputs.variables, false).resolve();
}

std::expected<Template, ParseError> parse_say(const Word& word, const Inputs& inputs) {
  return Resolver(word, inputs.variables, true).resolve();
}

std::expected<Template, ParseError> parse_send(const Word& word, const Inputs& inputs) {
  if (word.text == "EOT") return Template{{std::string("\x04")}};
  if (word.text == "BREAK") return Template{{SendBreak{}}};
  if (word.text.starts_with('@')) return parse_file(word, inputs);
  return Resolver(word, inputs.variables, true).resolve();
}

}  // namespace dial::script
