#pragma once

#include <string>
#include <string_view>

// One text as one word of a file. The text has no control octet but where said.
namespace dial::profile {

std::string option_word(std::string_view text);  // of pppd's options and secrets files
std::string shell_word(std::string_view text);   // of sh(1)

// Octets, any, as chat(8) sends and expects them: `\`, `^`, quotes and what is no printable ASCII
// as escapes.
std::string chat_octets(std::string_view octets);
std::string octal_escape(unsigned char octet);  // \ooo
// A word whose escapes stand already, in quotes where it must be.
std::string chat_word(std::string_view escaped);

}  // namespace dial::profile
