#include "hdlc/fcs.hpp"

#include <doctest/doctest.h>

using dial::Buffer, dial::Octets;
using dial::hdlc::fcs16, dial::hdlc::kFcsGood;

namespace {

// RFC 1662, C.2 read bit by bit: the polynomial division itself, without a table.
std::uint16_t divide(Octets octets) {
  unsigned fcs = 0xffff;
  for (const std::uint8_t octet : octets)
    for (int bit = 0; bit < 8; ++bit) {
      const bool is_one = ((fcs ^ (octet >> bit)) & 1) != 0;
      fcs >>= 1;
      if (is_one) fcs ^= 0x8408;
    }
  return static_cast<std::uint16_t>(fcs);
}

}  // namespace

TEST_SUITE("hdlc::fcs16") {
  TEST_CASE("the check value of 123456789 is the published one of CRC-16/X-25") {
    const auto fcs = static_cast<std::uint16_t>(~fcs16(dial::octets_of("123456789")));
    CHECK(fcs == 0x906e);
  }

  TEST_CASE("every octet value is divided as the polynomial says") {
    for (unsigned octet = 0; octet < 256; ++octet) {
      CAPTURE(octet);
      const Buffer one{static_cast<std::uint8_t>(octet)};
      CHECK(fcs16(one) == divide(one));
    }
  }

  TEST_CASE("a message with its own complemented check, low octet first, gives the good value") {
    Buffer message{0xff, 0x03, 0xc0, 0x21, 1, 2, 3};
    const auto fcs = static_cast<std::uint16_t>(~fcs16(message));
    message.push_back(static_cast<std::uint8_t>(fcs & 0xff));
    message.push_back(static_cast<std::uint8_t>(fcs >> 8));
    CHECK(fcs16(message) == kFcsGood);
  }

  TEST_CASE("a message in two parts has the check of the whole") {
    const Octets whole = dial::octets_of("123456789");
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
      CAPTURE(cut);
      CHECK(fcs16(whole.subspan(cut), fcs16(whole.first(cut))) == fcs16(whole));
    }
  }
}
