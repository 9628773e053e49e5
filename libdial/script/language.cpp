#include "script/language.hpp"

#include <algorithm>
#include <array>

namespace dial::script {
namespace {

constexpr std::array kLanguages{Language::kChat, Language::kScp, Language::kLua};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool ends_with_folded(std::string_view text, std::string_view ending) {
  if (text.size() < ending.size()) return false;
  return std::ranges::equal(text.substr(text.size() - ending.size()), ending,
                            [](char a, char b) { return lower(a) == b; });
}

}  // namespace

std::string_view to_string(Language language) {
  switch (language) {
    case Language::kChat:
      return "chat";
    case Language::kScp:
      return "scp";
    case Language::kLua:
      return "lua";
  }
  return {};
}

std::optional<Language> parse_language(std::string_view word) {
  for (const Language language : kLanguages) {
    if (word == to_string(language)) return language;
  }
  return std::nullopt;
}

Language language_of_file(std::string_view path) {
  if (ends_with_folded(path, ".scp")) return Language::kScp;
  if (ends_with_folded(path, ".lua")) return Language::kLua;
  return Language::kChat;
}

}  // namespace dial::script
