#include "script/lint.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "script/lint_rules.hpp"

namespace dial::script {
namespace {

constexpr std::array<std::string_view, 4> kSecretWords{"password", "passwd", "passphrase",
                                                       "passcode"};
constexpr std::size_t kShortestTail = 3;  // "ord:", as in many a script

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool is_letter(char c) {
  return lower(c) >= 'a' && lower(c) <= 'z';
}

// The last word of a prompt, folded.
std::string last_word(std::string_view prompt) {
  while (!prompt.empty() && !is_letter(prompt.back()))
    prompt.remove_suffix(1);
  std::string word;
  while (!prompt.empty() && is_letter(prompt.back())) {
    word.insert(word.begin(), lower(prompt.back()));
    prompt.remove_suffix(1);
  }
  return word;
}

std::vector<Remark> lint_of(Language language, const std::string& name, std::string_view text,
                            const LintOptions& options) {
  switch (language) {
    case Language::kChat:
      return lint_chat(text, options);
    case Language::kScp:
      return lint_scp(text);
    case Language::kLua:
      return lint_lua(name, text, options);
  }
  return {};
}

}  // namespace

bool asks_for_secret(std::string_view prompt) {
  const std::string word = last_word(prompt);
  return std::ranges::any_of(kSecretWords, [&](std::string_view secret) {
    return word.ends_with(secret) || (word.size() >= kShortestTail && secret.ends_with(word));
  });
}

bool says_something(std::string_view sent) {
  return sent.find_first_not_of("\r\n") != std::string_view::npos;
}

std::vector<Remark> lint(Language language, const std::string& name, std::string_view text,
                         const LintOptions& options) {
  std::vector<Remark> remarks = lint_of(language, name, text, options);
  std::ranges::sort(remarks, {}, [](const Remark& remark) {
    return std::tie(remark.what.line, remark.what.column, remark.what.message);
  });
  return remarks;
}

}  // namespace dial::script
