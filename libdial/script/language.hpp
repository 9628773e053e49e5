#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dial::script {

enum class Language : std::uint8_t { kChat, kScp, kLua };

std::string_view to_string(Language language);                  // "chat", "scp", "lua"
std::optional<Language> parse_language(std::string_view word);  // the same words
Language language_of_file(std::string_view path);  // .scp and .lua in any case; else chat

}  // namespace dial::script
