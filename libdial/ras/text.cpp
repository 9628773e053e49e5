#include "ras/text.hpp"

#include <cstring>

namespace dial::ras {
namespace {

bool is_continuation(char octet) {
  return (static_cast<unsigned char>(octet) & 0xc0) == 0x80;
}

// RFC 3629, 4: the octets of the character that begins `text`; 0 if it is none.
std::size_t character_at(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (at(0) < 0x80) return 1;
  const std::size_t length = at(0) >= 0xf0 ? 4 : at(0) >= 0xe0 ? 3 : 2;
  if (at(0) < 0xc2 || at(0) > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[i])) return 0;
  }
  const bool overlong = (at(0) == 0xe0 && at(1) < 0xa0) || (at(0) == 0xf0 && at(1) < 0x90);
  const bool beyond = (at(0) == 0xed && at(1) > 0x9f) || (at(0) == 0xf4 && at(1) > 0x8f);
  return overlong || beyond ? 0 : length;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = character_at(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace

Result<std::string> read_text(const char* text, std::size_t capacity, const char* member) {
  const void* end = std::memchr(text, '\0', capacity);
  if (end == nullptr) return std::unexpected(misused(std::string(member) + " does not end"));
  std::string read(text, static_cast<const char*>(end));
  if (!is_utf8(read)) return std::unexpected(misused(std::string(member) + " is not UTF-8"));
  return read;
}

void write_text(char* to, std::size_t capacity, std::string_view text) {
  std::size_t length = std::min(text.size(), capacity - 1);
  if (length < text.size()) {
    while (length > 0 && is_continuation(text[length]))
      --length;
  }
  std::memcpy(to, text.data(), length);
  to[length] = '\0';
}

}  // namespace dial::ras
