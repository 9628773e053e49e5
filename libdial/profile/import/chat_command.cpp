#include "profile/import/chat_command.hpp"

#include "profile/quoting.hpp"

namespace dial::profile {
namespace {

constexpr std::size_t kLongestWord = 1024;  // as the script layer has it

std::unexpected<ChatProblem> problem(Origin origin, std::string message) {
  return std::unexpected(ChatProblem{std::move(origin), std::move(message)});
}

// Reads the options of chat(8); what is left over is the script.
class Arguments {
 public:
  Arguments(std::vector<SourceWord> words, ChatScript& script)
      : words_(std::move(words)), script_(script) {}

  // "" or what is wrong.
  std::string read() {
    while (at_ < words_.size() && words_[at_].view().size() > 1 && words_[at_].view()[0] == '-') {
      const std::string_view letters = words_[at_++].view().substr(1);
      if (const std::string wrong = read_letters(letters); !wrong.empty()) return wrong;
    }
    return {};
  }
  const std::string& script_path() const { return script_path_; }
  std::vector<SourceWord> rest(std::size_t line) {
    std::vector<SourceWord> rest;
    for (; at_ < words_.size(); ++at_)
      rest.push_back({words_[at_].text, line, false});
    return rest;
  }

 private:
  // One word of options, as `vT5551234`: a letter with an operand has the rest or the next word.
  std::string read_letters(std::string_view letters) {
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const char letter = letters[i];
      if (letter == 'E') script_.has_environment = true;
      if (std::string_view("vVsSeE").find(letter) != std::string_view::npos) continue;
      if (std::string_view("frtTU").find(letter) == std::string_view::npos)
        return "chat(8) has no such option";
      std::string_view operand = letters.substr(i + 1);
      if (operand.empty()) {
        if (at_ == words_.size()) return "an option of chat(8) has no operand";
        operand = words_[at_++].view();
      }
      return take(letter, operand);
    }
    return {};
  }

  std::string take(char letter, std::string_view operand) {
    static constexpr std::size_t kLongestNumber = 255;
    if (letter == 'f') script_path_ = operand;
    if ((letter == 'T' || letter == 'U') && operand.size() > kLongestNumber)
      return "an operand of chat(8) is longer than 255 octets";
    if (letter == 'T') script_.phone = operand;
    if (letter == 'U') script_.phone2 = operand;
    if (letter != 't') return {};
    script_.timeout = parse_unsigned(operand);
    const bool is_wait = script_.timeout && *script_.timeout <= kLongestWait;
    return is_wait ? "" : "the operand of chat's -t is no number of seconds up to a day";
  }

  std::vector<SourceWord> words_;
  ChatScript& script_;
  std::size_t at_ = 0;
  std::string script_path_;
};

bool is_octal(char c) {
  return c >= '0' && c <= '7';
}

// The octal digits from `at`, three at most; `at` is left behind them.
unsigned take_octal(std::string_view word, std::size_t& at) {
  unsigned value = 0;
  for (int digit = 0; digit < 3 && at < word.size() && is_octal(word[at]); ++digit)
    value = value * 8 + static_cast<unsigned>(word[at++] - '0');
  return value;
}

// The control octet of ^C; chat(8) masks whatever follows.
char control_octet(char c) {
  return static_cast<char>(c & 0x1f);
}

std::optional<char> named_octet(char name) {
  static constexpr std::string_view kNames = "bnrstN";
  static constexpr std::string_view kValues("\b\n\r \t\0", 6);
  const std::size_t found = kNames.find(name);
  if (found == kNames.npos) return std::nullopt;
  return kValues[found];
}

// Takes the escape at `at`, behind the backslash; false: it is no plain octet.
bool take_escape(const ChatScript& script, std::string_view word, std::size_t& at,
                 PlainSend& plain) {
  std::string& text = plain.text.get();
  if (is_octal(word[at])) {
    text += static_cast<char>(take_octal(word, at));
    return true;
  }
  const char name = word[at++];
  if (const auto octet = named_octet(name)) {
    text += *octet;
  } else if (name == 'd' || name == 'p') {
    if (!text.empty()) return false;
    plain.lead += std::string("\\") + name;
  } else if (name == 'K') {
    return false;
  } else if (name == 'q') {
    plain.is_quiet = true;
  } else if (name == 'T' || name == 'U') {
    text += name == 'T' ? script.phone : script.phone2;
  } else if (name == 'c' && at == word.size()) {
    plain.has_return = false;
  } else {
    text += name;
  }
  return true;
}

// The escape at `at`, behind the backslash, kept as it is but for \T and \U of what is sent.
bool copy_escape(const ChatScript& script, std::string_view word, bool is_send, std::size_t& at,
                 std::string& out) {
  if (is_octal(word[at])) {
    const unsigned value = take_octal(word, at);
    out += octal_escape(static_cast<unsigned char>(value));
    return value <= 0xff;
  }
  const char name = word[at++];
  const auto octet = static_cast<unsigned char>(name);
  if (is_send && (name == 'T' || name == 'U')) {
    out += chat_octets(name == 'T' ? script.phone : script.phone2);
  } else if (octet < 0x20 || octet >= 0x7f) {
    out += octal_escape(octet);
  } else {
    out += {'\\', name};
  }
  return true;
}

bool copy_word(const ChatScript& script, std::string_view word, bool is_send, std::string& out) {
  for (std::size_t at = 0; at < word.size();) {
    const char c = word[at++];
    if (c == '\\') {
      if (at < word.size()) {
        if (!copy_escape(script, word, is_send, at, out)) return false;
      } else if (is_send) {
        out += "\\\\";
      }
    } else if (c == '^') {
      if (at == word.size()) {
        out += "\\^";
      } else if (const char octet = control_octet(word[at++]); octet != 0) {
        out += octal_escape(static_cast<unsigned char>(octet));
      }
    } else if (c == '@') {
      out += c;
    } else {
      out += chat_octets({&c, 1});
    }
  }
  return true;
}

}  // namespace

std::expected<ChatScript, ChatProblem> read_chat_command(std::string_view command,
                                                         const Origin& origin,
                                                         const ReadFile& read_file) {
  auto words = shell_words(command);
  if (!words) return problem(origin, "cannot be taken apart: " + words.error());
  if (!words->empty() && words->front().view() == "exec") words->erase(words->begin());
  if (words->empty() || base_name(words->front().view()) != "chat")
    return problem(origin, "runs something else than chat(8)");
  words->erase(words->begin());

  ChatScript script{.file = origin.file, .line = origin.line};
  Arguments arguments(std::move(*words), script);
  if (const std::string wrong = arguments.read(); !wrong.empty()) return problem(origin, wrong);
  const std::string& path = arguments.script_path();
  if (path.empty()) {
    script.words = arguments.rest(origin.line);
    return script;
  }
  auto text = read_file(path);
  if (!text) return problem(origin, "names a script that cannot be read");
  const WipedText wiped(std::move(*text));
  script.file = path;
  script.line = 0;
  auto found = chat_words(wiped.view());
  if (!found) return problem({path, found.error().line, ""}, found.error().message);
  script.words = std::move(*found);
  return script;
}

std::optional<PlainSend> plain_send(const ChatScript& script, std::string_view word) {
  if (word.size() > kLongestWord) return std::nullopt;
  std::optional<PlainSend> plain(std::in_place);
  std::string& text = plain->text.get();
  text.reserve(word.size() + script.phone.size() + script.phone2.size());
  for (std::size_t at = 0; at < word.size();) {
    const char c = word[at++];
    if (c == '\\' && at < word.size()) {
      if (!take_escape(script, word, at, *plain)) return std::nullopt;
    } else if (c == '^' && at < word.size()) {
      if (const char octet = control_octet(word[at++]); octet != 0) text += octet;
    } else {
      text += c;
    }
  }
  return plain;
}

std::optional<std::string> script_word(const ChatScript& script, std::string_view word,
                                       bool is_send) {
  std::string out;
  if (word.size() > kLongestWord || !copy_word(script, word, is_send, out)) return std::nullopt;
  if (out.size() > kLongestWord) return std::nullopt;
  return chat_word(out);
}

std::vector<std::string_view> split_at_dashes(std::string_view word) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] == '\\') {
      ++i;
    } else if (word[i] == '-') {
      parts.push_back(word.substr(start, i - start));
      start = i + 1;
    }
  }
  parts.push_back(word.substr(std::min(start, word.size())));
  return parts;
}

}  // namespace dial::profile
