#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "at/dialogue.hpp"

// What the tests of a Dialogue share: they play the modem, and the clock.
namespace dial::at {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

inline constexpr TimePoint kStart{};

inline std::size_t feed(Dialogue& dialogue, std::string_view octets, TimePoint now = kStart) {
  return dialogue.handle_input(octets_of(octets), now);
}

// A dialogue that has put `command` out at kStart.
inline Dialogue sent(std::string_view command, Duration timeout = 60s) {
  Dialogue dialogue;
  static_cast<void>(dialogue.send(command, timeout, kStart));
  static_cast<void>(dialogue.poll_output());
  return dialogue;
}

inline std::vector<std::string> reports(Dialogue& dialogue) {
  std::vector<std::string> lines;
  while (auto report = dialogue.poll_unsolicited())
    lines.push_back(report->line);
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace dial::at
