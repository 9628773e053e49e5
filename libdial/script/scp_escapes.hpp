#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dial::script::scp {

// What is sent, or waited for, of a string: ^@ to ^_ become the octets 0 to 31 and ^a to ^z 1 to
// 26, <cr> and <lf> become those, and \" \^ \< \\ the second octet. All else stays as it is
// written.
std::string resolve_escapes(std::string_view text);

// An escape that the language does not have, though its writer seems to think so.
struct OddEscape {
  std::size_t offset = 0;
  std::string advice;
};
std::optional<OddEscape> find_odd_escape(std::string_view text);

}  // namespace dial::script::scp
