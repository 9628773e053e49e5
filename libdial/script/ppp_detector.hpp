#pragma once

#include <cstddef>
#include <cstdint>

namespace dial::script {

// Notices that the peer has begun PPP: the start of an LCP frame, flag FF 03 C0 21, with any of
// the octets escaped (RFC 1662 4.2; a peer uses the default ACCM before LCP is open). A peer that
// leaves address and control out (RFC 1661 6.6 forbids it for LCP) is seen too.
class PppDetector {
 public:
  // True when the octet completes the start of an LCP frame.
  bool handle_octet(std::uint8_t octet);
  // How many octets from the flag on have been seen: 0 outside a frame that may be LCP.
  std::size_t length() const { return length_; }
  void reset() { *this = {}; }

 private:
  std::size_t length_ = 0;
  std::size_t matched_ = 0;  // of the header
  bool is_escaped_ = false;
};

}  // namespace dial::script
