#pragma once

#include <expected>

#include "script/step.hpp"
#include "script/words.hpp"

namespace dial::script {

// Resolves the escapes of a word (chat(8), ESCAPE SEQUENCES). In an expect string \c \d \K \p \N
// stand for their letter, \T and \U for themselves and an octet 0 for nothing, as in chat's code. A
// send string gets its carriage return here.
std::expected<Template, ParseError> parse_expect(const Word& word);
std::expected<Template, ParseError> parse_send(const Word& word);

}  // namespace dial::script
