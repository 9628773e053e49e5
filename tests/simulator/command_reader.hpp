#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace dial::simulator {

// Collects a command line as the DTE types it (ITU-T V.250, 5.2.1): nothing counts before "AT",
// the back-space edits, other control octets are dropped, bit 7 is ignored, the terminator
// ends it. "A/" repeats the last line at once.
class CommandReader {
 public:
  static constexpr std::size_t kMaxBody = 255;  // octets; a longer line is an error

  struct Line {
    std::string body;  // after "AT", as typed
    bool is_overlong = false;
  };
  struct Characters {
    std::uint8_t terminator = 13;  // S3
    std::uint8_t back_space = 8;   // S5
  };

  // The line this octet completes, if it does.
  std::optional<Line> handle_octet(std::uint8_t octet, Characters characters);
  void reset() { state_ = State::kIdle; }  // forgets a partial line

 private:
  enum class State { kIdle, kPrefix, kBody };
  std::optional<Line> handle_outside(char character);

  State state_ = State::kIdle;
  Line line_;
  std::string last_body_;
};

}  // namespace dial::simulator
