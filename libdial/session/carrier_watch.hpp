#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace dial::session {

// Finds the modem's NO CARRIER in a stream of data octets, for lines without a DCD signal.
//
// The same letters may pass inside a packet, so they only count when nothing follows them for
// kSilence: a frame that holds them is followed by its check sequence and flag. A modem that echoes
// commands may leave no silence, since it echoes our frames then. So they count, too, when a flag
// follows them that ends no good frame: then the last two octets are no check sequence, and the
// words were behind or between the frames. Behind them the echo of a frame that was cut off may
// come first; then they are not known, and unanswered LCP echoes end the call.
// Sans-IO; feed it every octet received on-line.
class CarrierWatch {
 public:
  static constexpr Duration kSilence{500};

  void handle_input(Octets octets, TimePoint now);
  // How many of these octets, which come next, can be taken before a flag that follows the words;
  // all of them, if none does. Never 0, unless there are none.
  std::size_t before_flag(Octets octets) const;
  // The words have come, and these octets begin with a flag: is the frame that it ends a good one?
  bool is_at_flag(Octets octets) const;
  void handle_broken_frame(TimePoint now);  // it is not
  std::optional<TimePoint> poll_timeout() const { return lost_at_; }
  bool is_lost(TimePoint now) const { return lost_at_ && now >= *lost_at_; }

 private:
  std::string tail_;  // the last octets, as many as the message is long
  std::optional<TimePoint> lost_at_;
  bool is_certain_ = false;  // whatever follows
};

}  // namespace dial::session
