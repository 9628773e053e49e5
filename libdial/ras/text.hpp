#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ras/guard.hpp"

namespace dial::ras {

// Text of at most `capacity` octets with its NUL; kInvalidParameter, naming `member`, if no NUL is
// there or it is not UTF-8.
Result<std::string> read_text(const char* text, std::size_t capacity, const char* member);
// Cut where a character ends, if it does not fit with its NUL.
void write_text(char* to, std::size_t capacity, std::string_view text);

template <std::size_t kCapacity>
Result<std::string> read_text(const char (&text)[kCapacity], const char* member) {
  return read_text(text, kCapacity, member);
}
template <std::size_t kCapacity>
void write_text(char (&to)[kCapacity], std::string_view text) {
  write_text(to, kCapacity, text);
}

}  // namespace dial::ras
