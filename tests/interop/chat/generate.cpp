#include "interop/chat/generate.hpp"

#include <array>
#include <random>
#include <string_view>

namespace dial::chat_interop {
namespace {

// The order of what it draws is the language's, not the compiler's: a seed is the same script in
// every build.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  Case make() {
    Case made{.script = "TIMEOUT 1\n", .phone = one_in(2) ? "555-0199" : ""};
    const std::size_t pairs = below(4) + 1;
    for (std::size_t pair = 0; pair < pairs; ++pair) {
      for (std::size_t keywords = below(3); keywords > 0; --keywords) {
        made.script += keyword();
        made.script += one_in(2) ? "\n" : " ";
      }
      made.script += expect_word(pair == 0);
      made.script += blank();
      made.script += quoted(send_text());
      made.script += one_in(3) ? "\n" : blank();
    }
    if (one_in(2)) made.script += expect_word(false) + "\n";
    std::size_t after = 0;
    for (std::size_t replies = below(6) + 1; replies > 0; --replies) {
      made.far_end.push_back({after, said()});
      after += below(5) + 1;
    }
    return made;
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  bool one_in(std::size_t chances) { return below(chances) == 0; }
  template <std::size_t count>
  std::string any(const std::array<std::string_view, count>& of) {
    return std::string(of[below(count)]);
  }

  std::string blank() { return any(std::array<std::string_view, 4>{" ", "\t", "  ", "\n"}); }

  // Of what a far end may say in words that both match.
  std::string letters(std::size_t most) {
    std::string text;
    for (std::size_t length = below(most) + 1; length > 0; --length)
      text += static_cast<char>('a' + below(3));
    return text;
  }

  std::string said() {
    std::string text;
    for (std::size_t parts = below(5); parts > 0; --parts)
      text += one_in(4) ? any(kSaid) : letters(4);
    // Parity of a line that nobody set to seven bits.
    for (char& octet : text)
      if (one_in(9)) octet = static_cast<char>(static_cast<unsigned char>(octet) | 0x80U);
    return text;
  }

  std::string keyword() {
    switch (below(7)) {
      case 0:
      case 1:
        return "ABORT " + quoted(abort_text());
      case 2:
        return "CLR_ABORT " + letters(2);
      case 3:
        return "REPORT " + letters(2);
      case 4:
        return "CLR_REPORT " + letters(1);
      case 5:
        return std::string("ECHO ") + (one_in(2) ? "ON" : "OFF");
      default:
        return "SAY " + quoted(send_text());
    }
  }

  std::string abort_text() {
    std::string text = letters(3);
    if (one_in(4)) text += any(kExpectEscapes);
    return text;
  }

  std::string expect_text() {
    std::string text = abort_text();
    if (one_in(6)) text = any(kExpectEscapes) + text;
    return text;
  }

  std::string expect_word(bool is_first) {
    if (is_first && one_in(2)) return one_in(2) ? "''" : "\"\"";
    std::string word = expect_text();
    if (one_in(3)) {
      word += "-" + send_text();
      if (!one_in(3)) word += "-" + expect_text();
    }
    return quoted(word);
  }

  std::string send_text() {
    if (one_in(12)) return any(std::array<std::string_view, 4>{"EOT", "BREAK", "ABORT", ""});
    std::string text;
    for (std::size_t parts = below(4); parts > 0; --parts)
      text += one_in(2) ? any(kSendEscapes) : letters(3);
    return text + (one_in(3) ? "\\c" : "");
  }

  static bool escapes_what_follows(const std::string& text) {
    return (text.size() - (text.find_last_not_of('\\') + 1)) % 2 == 1;
  }

  std::string quoted(std::string text) {
    if (escapes_what_follows(text)) text += 'x';
    const bool is_plain = !text.empty() && text.find(' ') == std::string::npos &&
                          text.front() != '#' && text.front() != '@';
    if (is_plain && one_in(2)) return text;
    const std::string quote = one_in(2) ? "'" : "\"";
    return quote + text + quote;
  }

  static constexpr std::array<std::string_view, 8> kSaid{
      "\r\n", "\r", " ", "-", "^", "\\", "\t", std::string_view("\0", 1)};
  // Without \d: behind a send that ends in a backslash it is sent, and chat counts the pause as
  // the far end's.
  static constexpr std::array<std::string_view, 17> kExpectEscapes{
      "\\r", "\\n", "\\s", "\\t", "\\b",   "\\\\", "\\-", "^M", "^[",
      "^",   "\\c", "\\0", "\\N", "\\141", "\\q",  "\\x", "\\T"};
  static constexpr std::array<std::string_view, 26> kSendEscapes{
      "\\r", "\\n", "\\s", "\\t", "\\b", "\\\\",  "\\-",   "^M",    "^[",
      "^",   "\\c", "\\p", "\\K", "\\0", "\\N",   "\\141", "\\134", "\\q",
      "\\x", "\\T", "\\U", "^@",  "^?",  "\\377", "\\",    "#"};

  std::mt19937_64 random_;
};

}  // namespace

Case generate(std::uint64_t seed) {
  return Generator(seed).make();
}

}  // namespace dial::chat_interop
