#include "session/heard.hpp"

#include <algorithm>

#include "hdlc/codec.hpp"

namespace dial::session {
namespace {

constexpr std::size_t kKept = 512;
constexpr std::uint8_t kFlag = 0x7e;

bool is_text(std::uint8_t octet) {
  const bool is_layout = octet == '\r' || octet == '\n' || octet == '\t';
  return is_layout || (octet >= ' ' && octet < 0x7f);
}

// Nine of ten: a banner has a control octet here and there.
bool is_mostly_text(Octets octets) {
  return std::ranges::count_if(octets, is_text) * 10 >= std::ssize(octets) * 9;
}

// A flag and the address field, which is escaped nowhere; FF without its bit 7, too. A banner with
// tildes has none.
bool has_frame_start(Octets octets) {
  const auto is_start = [](std::uint8_t first, std::uint8_t second) {
    return first == kFlag && (second & 0x7f) == 0x7f;
  };
  return std::ranges::adjacent_find(octets, is_start) != octets.end();
}

hdlc::Decoder::Counters framed(Octets octets) {
  hdlc::Decoder decoder;
  while (!octets.empty())
    octets = octets.subspan(decoder.decode(octets));
  return decoder.counters();
}

// An LCP frame begins with FF: where no octet has bit 7, the line has taken it away.
bool lacks_bit_7(Octets octets) {
  return std::ranges::none_of(octets, [](std::uint8_t octet) { return octet >= 0x80; });
}

std::string about_frames(Octets octets) {
  const auto counters = framed(octets);
  if (counters.frames > 0) return "it sent frames of PPP, but none that answers LCP";
  if (lacks_bit_7(octets)) {
    return "it sent frames whose bit 7 is missing: the line or the far end is set to 7 data bits "
           "or parity";
  }
  if (counters.fcs_errors > 0) {
    return "it sent frames with wrong checksums: octets are lost or changed on the line (flow "
           "control, speed, parity, XON/XOFF)";
  }
  return "it sent pieces of frames: octets are lost on the line (flow control, speed)";
}

}  // namespace

void Heard::add(Octets octets) {
  const auto room = std::min(kKept - beginning_.size(), octets.size());
  beginning_.insert(beginning_.end(), octets.begin(),
                    octets.begin() + static_cast<std::ptrdiff_t>(room));
}

std::string Heard::explanation() const {
  if (beginning_.empty()) {
    return "the far end sent nothing: it does not answer by PPP, or the line carries nothing "
           "(speed, cable, flow control)";
  }
  if (has_frame_start(beginning_)) return about_frames(beginning_);
  if (is_mostly_text(beginning_)) {
    return "it sent text: the login script is missing, or ended too early, or the far end has to "
           "be "
           "told to start PPP";
  }
  if (std::ranges::find(beginning_, kFlag) != beginning_.end()) return about_frames(beginning_);
  return "it sent octets that are no PPP: another speed, or another protocol";
}

}  // namespace dial::session
