#include "at/command.hpp"

#include <cstddef>

namespace dial::at {
namespace {

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// Walks over the body of a command line, one command at a time.
class Walker {
 public:
  explicit Walker(std::string_view body) : rest_(body) {}

  bool at_end() const { return rest_.empty(); }

  char take() {
    const char c = upper(rest_.front());
    rest_.remove_prefix(1);
    return c;
  }

  std::string_view take_all() { return take_to(rest_.size()); }

  void skip_number() {
    while (!at_end() && is_one_of("0123456789=? "))
      rest_.remove_prefix(1);
  }

  // V.250, 5.4.1: an extended command ends at the semicolon; one in quotes is text.
  std::string_view take_extended() {
    bool is_quoted = false;
    std::size_t at = 0;
    for (; at < rest_.size() && (is_quoted || rest_[at] != ';'); ++at)
      if (rest_[at] == '"') is_quoted = !is_quoted;
    return take_to(at);
  }

 private:
  bool is_one_of(std::string_view set) const { return set.find(rest_.front()) != set.npos; }

  std::string_view take_to(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::string_view rest_;
};

bool starts_with(std::string_view text, std::string_view start) {
  if (text.size() < start.size()) return false;
  for (std::size_t at = 0; at < start.size(); ++at)
    if (upper(text[at]) != start[at]) return false;
  return true;
}

// Commands of two characters: &F, and those of makers (\N, %C, …), which tell us nothing.
void walk_ampersand(char prefix, Walker& walker, CommandTraits& traits) {
  if (walker.at_end()) return;
  if (walker.take() == 'F' && prefix == '&') traits.is_reset = true;
  walker.skip_number();
}

void walk_letter(char letter, Walker& walker, CommandTraits& traits) {
  switch (letter) {
    case 'D': {  // V.250, 6.3.1: the rest is the number; `;` at its end stays in command state
      const std::string_view number = walker.take_all();
      if (number.empty() || number.back() != ';') traits.is_call = true;
      return;
    }
    case 'A':
    case 'O':
      traits.is_call = true;
      break;
    case 'H':
      traits.hangs_up = true;
      break;
    case 'E':
    case 'V':
    case 'Z':
      traits.is_reset = true;
      break;
    default:
      break;
  }
  walker.skip_number();
}

}  // namespace

CommandTraits traits_of(std::string_view command) {
  CommandTraits traits;
  if (!starts_with(command, "AT")) return traits;
  Walker walker(command.substr(2));
  while (!walker.at_end()) {
    const char c = walker.take();
    if (c == '&' || c == '\\' || c == '%')
      walk_ampersand(c, walker, traits);
    else if (c >= 'A' && c <= 'Z')
      walk_letter(c, walker, traits);
    else if (c == '+' || c == '^' || c == '#' || c == '*' || c == '$' || c == '!')
      traits.is_call |= starts_with(walker.take_extended(), "CGDATA=");
  }
  return traits;
}

}  // namespace dial::at
