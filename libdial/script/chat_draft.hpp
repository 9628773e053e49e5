#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "script/typed_turns.hpp"

namespace dial::script {

// Texts as words of a chat(8) script, in quotes: each octet is matched, or sent, as it is.
std::string expect_word(std::string_view text);
// With the carriage return that chat adds, or without.
std::string send_word(std::string_view text, bool has_return);

// The chat script that types what was typed: before each line it waits for the end of what was
// heard. What is secret becomes $PASSWORD; of several different ones the first.
std::string draft_chat(const TypedTurns& turns, const std::vector<Secret>& secrets);

}  // namespace dial::script
