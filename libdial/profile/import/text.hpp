#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/wipe.hpp"

namespace dial::profile {

std::string lower(std::string_view text);
bool equal_words(std::string_view a, std::string_view b);  // whatever their case, ASCII
std::string_view trim(std::string_view text);              // blanks, tabs and line ends
bool contains_any(std::string_view text, std::initializer_list<std::string_view> parts);

// The next line, without its end (LF or CR LF), taken off `rest`.
std::string_view take_line(std::string_view& rest);

// All of the text as a number; nothing if it is none or does not fit.
std::optional<std::uint32_t> parse_unsigned(std::string_view text, int base = 10);
// 1 on yes true, 0 off no false; nothing for anything else.
std::optional<bool> parse_switch(std::string_view text);

// The last part of a path, and that without its extension.
std::string_view base_name(std::string_view path);
std::string_view stem(std::string_view path);

// A text that is wiped when it goes: files and words that may hold passwords.
class WipedText {
 public:
  WipedText() = default;
  explicit WipedText(std::string text) : text_(std::move(text)) {}
  // Short texts live inside the object and are copied, so the source is wiped too.
  WipedText(WipedText&& other) noexcept {
    text_ = other.text_;
    wipe(other.text_);
  }
  WipedText& operator=(WipedText&&) = delete;
  ~WipedText() { wipe(text_); }

  std::string& get() { return text_; }
  std::string_view view() const { return text_; }

 private:
  std::string text_;
};

}  // namespace dial::profile
