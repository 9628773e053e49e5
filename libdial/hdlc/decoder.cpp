#include "hdlc/codec.hpp"
#include "hdlc/fcs.hpp"
#include "hdlc/line.hpp"

namespace dial::hdlc {
namespace {

constexpr std::size_t kMaxHeader = 4;  // address, control, protocol
constexpr std::size_t kFcsSize = 2;
// RFC 1662, 3.1: a frame has an address, a control and a 16-bit FCS at least; compressed or
// not, less than 4 octets are no frame and no FCS error either (4.3).
constexpr std::size_t kMinFrame = 4;

// Takes address, control and protocol off (RFC 1662, 3.1; RFC 1661, 2, 6.5 and 6.6), or nullopt.
std::optional<Frame> parse(Octets octets) {
  if (octets[0] == kAllStations) {
    // RFC 1661, 6.6: the protocol 0x00ff is not used, so 0xff is always an address.
    if (octets[1] != kUnnumbered) return std::nullopt;
    octets = octets.subspan(2);
  }
  if (octets.empty()) return std::nullopt;
  // RFC 1661, 2: the last octet of a protocol number is odd, the first one even.
  if ((octets[0] & 1) != 0) return Frame{octets[0], octets.subspan(1)};
  if (octets.size() < 2 || (octets[1] & 1) == 0) return std::nullopt;
  const auto protocol = static_cast<std::uint16_t>(octets[0] << 8 | octets[1]);
  return Frame{protocol, octets.subspan(2)};
}

}  // namespace

Decoder::Decoder(std::size_t max_information)
    : max_information_(max_information), buffer_(max_information + kMaxHeader + kFcsSize) {}

void Decoder::set_receive_accm(std::uint32_t accm) {
  accm_ = accm;
}

std::size_t Decoder::decode(Octets octets) {
  frame_.reset();
  for (std::size_t at = 0; at < octets.size(); ++at) {
    const std::uint8_t octet = octets[at];
    if (!is_special(octet, accm_)) {
      append(octet);
    } else if (octet == kFlag) {
      end_frame();
      if (frame_) return at + 1;
    } else if (octet == kControlEscape) {
      // RFC 1662, 4.2: an escape stands for nothing by itself, but the octet 0x5d is sent as
      // an escaped 0x7d by those who escape more than they must.
      if (is_escaped_)
        append(octet);
      else
        is_escaped_ = true;
    }
    // What is left is a control octet that the ACCM maps: the line put it there (7.1).
  }
  return octets.size();
}

void Decoder::append(std::uint8_t octet) {
  if (is_escaped_) {
    is_escaped_ = false;
    octet ^= kEscapeBit;
  }
  if (length_ == buffer_.size())
    is_overlong_ = true;
  else
    buffer_[length_++] = octet;
}

void Decoder::end_frame() {
  const Verdict verdict = judge();
  // What came before the first flag began before we listened: a frame if its check sequence
  // says so, else not worth a count.
  if (is_in_step_ || frame_) count(verdict);
  start_frame();
  is_in_step_ = true;
}

Decoder::Verdict Decoder::judge() {
  if (is_escaped_) return Verdict::kAbort;
  if (is_overlong_) return Verdict::kOverlong;
  if (length_ == 0) return Verdict::kNothing;
  if (length_ < kMinFrame) return Verdict::kRunt;
  const Octets octets(buffer_.data(), length_);
  if (fcs16(octets) != kFcsGood) return Verdict::kBadFcs;
  const auto frame = parse(octets.first(length_ - kFcsSize));
  if (!frame) return Verdict::kBadHeader;
  if (frame->information.size() > max_information_) return Verdict::kOverlong;
  frame_ = frame;
  return Verdict::kFrame;
}

void Decoder::count(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNothing:
      return;
    case Verdict::kFrame:
      ++counters_.frames;
      return;
    case Verdict::kBadFcs:
      ++counters_.fcs_errors;
      return;
    case Verdict::kAbort:
      ++counters_.aborts;
      return;
    case Verdict::kRunt:
      ++counters_.runts;
      return;
    case Verdict::kOverlong:
      ++counters_.overlong;
      return;
    case Verdict::kBadHeader:
      ++counters_.bad_headers;
      return;
  }
}

void Decoder::start_frame() {
  length_ = 0;
  is_escaped_ = false;
  is_overlong_ = false;
}

std::optional<Frame> Decoder::frame() {
  return std::exchange(frame_, std::nullopt);
}

void Decoder::reset() {
  start_frame();
  frame_.reset();
  is_in_step_ = false;
}

}  // namespace dial::hdlc
