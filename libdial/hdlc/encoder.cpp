#include <array>

#include "hdlc/codec.hpp"
#include "hdlc/fcs.hpp"
#include "hdlc/line.hpp"

namespace dial::hdlc {
namespace {

constexpr std::size_t kMaxHeader = 4;  // address, control, protocol
constexpr std::size_t kFcsSize = 2;

struct Header {
  std::array<std::uint8_t, kMaxHeader> octets{};
  std::size_t size = 0;

  void add(unsigned octet) { octets[size++] = static_cast<std::uint8_t>(octet); }
  Octets view() const { return {octets.data(), size}; }
};

Header make_header(std::uint16_t protocol, const Framing& framing) {
  Header header;
  if (!framing.compress_address) {
    header.add(kAllStations);
    header.add(kUnnumbered);
  }
  // RFC 1661, 6.5: only a protocol number below 256 can be compressed.
  if (!framing.compress_protocol || protocol > 0xff) header.add(protocol >> 8);
  header.add(protocol & 0xff);
  return header;
}

std::uint8_t* put(Octets octets, std::uint32_t accm, std::uint8_t* to) {
  for (const std::uint8_t octet : octets) {
    if (is_special(octet, accm)) {
      *to++ = kControlEscape;
      *to++ = octet ^ kEscapeBit;
    } else {
      *to++ = octet;
    }
  }
  return to;
}

}  // namespace

void encode(const Frame& frame, const Framing& framing, Buffer& out) {
  const Header header = make_header(frame.protocol, framing);
  const auto fcs = static_cast<std::uint16_t>(~fcs16(frame.information, fcs16(header.view())));
  const std::array<std::uint8_t, kFcsSize> trailer{static_cast<std::uint8_t>(fcs & 0xff),
                                                   static_cast<std::uint8_t>(fcs >> 8)};

  // Room for the worst case once, so that no octet needs a check of its own.
  const std::size_t start = out.size();
  const bool is_shared = start > 0 && out.back() == kFlag;
  out.resize(start + 2 + 2 * (header.size + frame.information.size() + kFcsSize));
  std::uint8_t* to = out.data() + start;
  if (!is_shared) *to++ = kFlag;
  to = put(header.view(), framing.accm, to);
  to = put(frame.information, framing.accm, to);
  to = put(trailer, framing.accm, to);
  *to++ = kFlag;
  out.resize(static_cast<std::size_t>(to - out.data()));
}

}  // namespace dial::hdlc
