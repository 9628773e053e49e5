#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace dial::session {

// Finds the modem's NO CARRIER in a stream of data octets, for lines without a DCD signal.
//
// The same letters may pass inside a packet, so they only count when nothing follows them for
// kSilence: a frame that holds them is followed by its check sequence and flag.
// Sans-IO; feed it every octet received on-line.
class CarrierWatch {
 public:
  static constexpr Duration kSilence{500};

  void handle_input(Octets octets, TimePoint now);
  std::optional<TimePoint> poll_timeout() const { return lost_at_; }
  bool is_lost(TimePoint now) const { return lost_at_ && now >= *lost_at_; }

 private:
  std::string tail_;  // the last octets, as many as the message is long
  std::optional<TimePoint> lost_at_;
};

}  // namespace dial::session
