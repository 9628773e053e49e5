#pragma once

#include <algorithm>
#include <string_view>

namespace dial {

// The control characters of ASCII, DEL among them: none of them belongs in a name or a command.
inline bool has_control_octet(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace dial
