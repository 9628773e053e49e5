#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/bytes.hpp"

namespace dial::hdlc {

// One PPP frame as it stands between flags: protocol field and information field.
struct Frame {
  std::uint16_t protocol = 0;
  Octets information;
};

// How frames are put on the line. The default is what RFC 1662 demands before and for LCP:
// address, control and the whole protocol field sent, every control octet escaped.
struct Framing {
  std::uint32_t accm = 0xffffffff;  // bit n: escape octet n (RFC 1662, 7.1)
  bool compress_address = false;    // ACFC (RFC 1661, 6.6)
  bool compress_protocol = false;   // PFC (RFC 1661, 6.5)
  bool operator==(const Framing&) const = default;
};

// Appends the frame with its flags, FCS-16 and escapes to `out` (RFC 1662, 3 and 4). A flag
// that ends `out` already is shared. Which header a protocol may have is the caller's affair:
// LCP packets always go with the default Framing but for the ACCM (RFC 1661, 6.5 and 6.6).
// Allocates only if `out` has to grow.
void encode(const Frame& frame, const Framing& framing, Buffer& out);

// Octets to frames (RFC 1662). Sans-IO, never fails: what is no frame is counted and
// dropped, and the next flag starts afresh. Flags may be shared between frames; compressed
// and full headers are both understood. Octets below 0x20 that the receive ACCM maps are
// dropped as inserted by the line (RFC 1662, 7.1). What comes before the first flag is a frame
// only if its FCS is right, and is not counted otherwise. Allocates once, when constructed.
class Decoder {
 public:
  struct Counters {
    std::uint64_t frames = 0;
    std::uint64_t fcs_errors = 0;   // the frame check sequence did not match
    std::uint64_t aborts = 0;       // 0x7d 0x7e
    std::uint64_t runts = 0;        // fewer than 4 octets between flags, not counting none
    std::uint64_t overlong = 0;     // more than `max_information` and header
    std::uint64_t bad_headers = 0;  // no valid protocol field, or a strange address octet
  };

  // `max_information` in octets: longer frames are dropped. RFC 1661 6.1 asks for 1500 at least.
  explicit Decoder(std::size_t max_information = 1600);

  // Every control octet is mapped until this says otherwise. Takes effect with the next octet.
  void set_receive_accm(std::uint32_t accm);

  // Consumes octets up to the end of the first good frame, or all. Returns how many were used.
  // Call again with the rest until all are used; take frame() after each call.
  [[nodiscard]] std::size_t decode(Octets octets);

  // The frame that the last decode() completed, once; its octets are valid until the next decode().
  [[nodiscard]] std::optional<Frame> frame();

  // Forgets a partial frame and listens as if for the first time; the ACCM and counters stay.
  void reset();

  const Counters& counters() const { return counters_; }

 private:
  enum class Verdict { kNothing, kFrame, kBadFcs, kAbort, kRunt, kOverlong, kBadHeader };

  void append(std::uint8_t octet);
  void end_frame();
  Verdict judge();  // sets frame_ when it is kFrame
  void count(Verdict verdict);
  void start_frame();

  std::size_t max_information_;  // octets
  Buffer buffer_;                // of fixed size: header, information and FCS, unescaped
  std::size_t length_ = 0;       // octets of buffer_ in use
  std::uint32_t accm_ = 0xffffffff;
  bool is_escaped_ = false;     // the last octet was 0x7d
  bool is_overlong_ = false;    // the frame did not fit: its rest is tossed
  bool is_in_step_ = false;     // a flag has been seen
  std::optional<Frame> frame_;  // views buffer_
  Counters counters_;
};

}  // namespace dial::hdlc
