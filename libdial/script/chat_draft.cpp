#include "script/chat_draft.hpp"

#include <algorithm>

namespace dial::script {
namespace {

constexpr std::size_t kLongestPrompt = 40;  // octets; the end of a longer one is enough

constexpr std::string_view kHeading =
    "# Drafted from a login by hand. What it waits for are the last words before each answer: "
    "leave\n"
    "# out what changes from call to call. $PASSWORD is the profile's (dialctl profile "
    "credentials).\n";
constexpr std::string_view kOtherSecret =
    "# Typed without echo, and not the password: not recorded. Write what it was.\n";

std::string octal(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return {'\\', static_cast<char>('0' + (octet >> 6)), static_cast<char>('0' + ((octet >> 3) & 7)),
          static_cast<char>('0' + (octet & 7))};
}

bool is_upper_word(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

std::string escaped(std::string_view text, std::string_view marks) {
  std::string word;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_plain = c >= 0x20 && c < 0x7f;
    // A keyword of chat in its place would be taken for one: ABORT, EOT, …
    if (!is_plain || (i == 0 && is_upper_word(text))) {
      word += octal(c);
    } else if (marks.contains(c)) {
      word += {'\\', c};
    } else {
      word += c;
    }
  }
  return word;
}

bool holds_any(std::string_view text, const std::vector<Secret>& secrets) {
  return std::ranges::any_of(secrets,
                             [&](const Secret& secret) { return text.contains(secret.reveal()); });
}

// The last line that has something in it, or the prompt behind it.
std::string_view last_line(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto end = text.find_last_not_of(kBlank);
  if (end == std::string_view::npos) return {};
  text = text.substr(0, end + 1);
  const auto start = text.find_last_of("\r\n");
  if (start != std::string_view::npos) text.remove_prefix(start + 1);
  return text;
}

std::string prompt_before(const TypedTurns& turns, std::size_t turn) {
  std::string heard = turns.turns()[turn].heard.text();
  const bool has_echo = turn > 0 && turns.is_echoed(turn - 1);
  if (has_echo) heard.erase(0, heard.find_first_of("\r\n"));
  return std::string(last_line(heard));
}

// The whole line is looked at: of a cut secret the rest is one, too.
std::string word_for(std::string_view prompt, const std::vector<Secret>& secrets) {
  if (holds_any(prompt, secrets)) return "''";
  return expect_word(prompt.substr(prompt.size() - std::min(prompt.size(), kLongestPrompt)));
}

}  // namespace

std::string expect_word(std::string_view text) {
  return "'" + escaped(text, "\\'^$-") + "'";
}

std::string send_word(std::string_view text, bool has_return) {
  std::string word = escaped(text, "\\'^$");
  if (word.starts_with('@')) word.insert(0, "\\");
  return "'" + word + (has_return ? "'" : "\\c'");
}

std::string draft_chat(const TypedTurns& turns, const std::vector<Secret>& secrets) {
  std::string script(kHeading);
  for (std::size_t i = 0; i < turns.turns().size(); ++i) {
    const std::string_view typed = turns.turns()[i].typed.reveal();
    const std::string line = edited(typed);
    const std::string expected = word_for(prompt_before(turns, i), secrets);
    const bool has_return = typed.ends_with('\r') || typed.ends_with('\n');
    const bool is_secret =
        std::ranges::any_of(secrets, [&](const Secret& secret) { return secret.reveal() == line; });
    if (!is_secret) {
      script += expected + " " + send_word(line, has_return) + "\n";
    } else if (secrets.front().reveal() == line) {
      script += expected + (has_return ? " $PASSWORD\n" : " $PASSWORD\\c\n");
    } else {
      script += std::string(kOtherSecret) + expected + " '\\q?'\n";
    }
  }
  return script;
}

}  // namespace dial::script
