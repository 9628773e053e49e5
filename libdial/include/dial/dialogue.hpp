#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace dial {

// A line of what passed before PPP, or, as a note, of what happened meanwhile. `text` is printable:
// \r
// \n \t \\ \xNN, \s for a blank at the end, \K for a break; every secret in it, and its echo, is
// "******".
struct DialogueLine {
  enum class Kind : std::uint8_t { kSent, kReceived, kNote };
  Kind kind = Kind::kNote;
  std::chrono::milliseconds at{0};  // since the dial began
  std::string text;
};

// The last of what a modem, a login script and the far end said to each other.
struct Dialogue {
  std::vector<DialogueLine> lines;  // in the order in which each began
  std::uint64_t dropped = 0;        // how many lines came before these
};

}  // namespace dial
