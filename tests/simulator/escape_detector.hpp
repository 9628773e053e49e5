#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace dial::simulator {

// Finds the Hayes escape in what a DTE sends on-line: silence for the guard time, three escape
// characters less than the guard time apart, silence for the guard time. Octets handed in together
// arrived together.
//
// Sans-IO. The octets are data all the same: the far end gets the three characters too.
class EscapeDetector {
 public:
  void start(std::uint8_t character, Duration guard_time, TimePoint now);  // on-line from now
  void handle_input(Octets octets, TimePoint now);
  [[nodiscard]] bool handle_timeout(TimePoint now);  // true: that was the escape
  [[nodiscard]] std::optional<TimePoint> poll_timeout() const;

 private:
  void handle_octet(std::uint8_t octet, TimePoint now);

  std::uint8_t character_ = '+';
  Duration guard_time_{1000};
  TimePoint last_{};  // when the last octet came
  int seen_ = 0;      // escape characters so far, 3 while the second guard time runs
};

}  // namespace dial::simulator
