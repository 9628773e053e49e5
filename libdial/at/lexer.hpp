#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dial::at {

// A line the modem sent, without its end, never blank.
struct Line {
  std::string text;        // as it came, but for parity bits and control octets
  bool is_headed = false;  // an empty line came before it: a result in words (V.250, 6.2.6)
  bool is_open = false;    // ended by CR: a LF may follow that belongs to it
};

// The text without the blanks at its ends.
std::string_view trimmed(std::string_view text);

// Octets from the modem to lines (ITU-T V.250, 5.1, 5.7.1). CR or LF ends a line, so CR LF,
// CR CR LF and a lone LF all do. The eighth bit does not count (V.250, 5.1: a modem at 7E1 read at
// 8N1 sets it); NULs and other control octets are dropped. Never holds more than kMaxLine octets.
class Lexer {
 public:
  static constexpr std::size_t kMaxLine = 512;  // octets; the rest of a longer line is dropped

  // Takes one octet; the line that it completed, if it did.
  [[nodiscard]] std::optional<Line> take(std::uint8_t octet);

  // Forgets the line under way.
  void reset();

  std::uint64_t overlong() const { return overlong_; }  // lines that were cut

 private:
  [[nodiscard]] std::optional<Line> end_line(bool is_open);

  std::string text_;
  bool is_cut_ = false;
  bool is_headed_ = false;
  bool is_after_cr_ = false;  // the last octet was the CR that ended a line with text
  std::uint64_t overlong_ = 0;
};

}  // namespace dial::at
