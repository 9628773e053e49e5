#pragma once

#include <expected>

#include "script/chat.hpp"
#include "script/step.hpp"
#include "script/words.hpp"

namespace dial::script {

// What the words of a chat script take in.
struct Inputs {
  const ReadFile& read_file;
  const Texts& variables;
};

// Resolves the escapes of a word (chat(8), ESCAPE SEQUENCES). In an expect string \c \d \K \p \N
// stand for their letter, \T and \U for themselves and an octet 0 for nothing, as in chat's code.
// The others get their carriage return here.
std::expected<Template, ParseError> parse_expect(const Word& word, const Inputs& inputs);
std::expected<Template, ParseError> parse_say(const Word& word, const Inputs& inputs);
// A word that is sent may also be EOT, BREAK or @file.
std::expected<Template, ParseError> parse_send(const Word& word, const Inputs& inputs);

}  // namespace dial::script
