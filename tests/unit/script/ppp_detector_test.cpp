#include "script/ppp_detector.hpp"

#include <doctest/doctest.h>

#include <vector>

using dial::script::PppDetector;
using Bytes = std::vector<std::uint8_t>;

namespace {

// How many octets it took, 0 if it was not seen.
std::size_t seen_after(const Bytes& octets) {
  PppDetector detector;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (detector.handle_octet(octets[i])) return i + 1;
  }
  return 0;
}

}  // namespace

TEST_SUITE("script::PppDetector") {
  TEST_CASE("an LCP frame is seen with any of its first octets escaped") {
    const Bytes header{0xff, 0x03, 0xc0, 0x21};
    for (unsigned escaped = 0; escaped < 16; ++escaped) {
      CAPTURE(escaped);
      Bytes frame{0x7e};
      for (unsigned i = 0; i < 4; ++i) {
        if ((escaped >> i & 1) != 0) {
          frame.push_back(0x7d);
          frame.push_back(header[i] ^ 0x20);
        } else {
          frame.push_back(header[i]);
        }
      }
      CHECK(seen_after(frame) == frame.size());
    }
  }

  TEST_CASE("both ways in which pppd may begin are seen at the last octet of the header") {
    CHECK(seen_after({0x7e, 0xff, 0x7d, 0x23, 0xc0, 0x21, 0x7d, 0x21}) == 6);
    CHECK(seen_after({0x7e, 0x7d, 0xdf, 0x7d, 0x23, 0xc0, 0x21}) == 7);
  }

  TEST_CASE("text, another protocol and a header without its flag are not LCP") {
    CHECK(seen_after({0x7e, 0xff, 0x03, 0x80, 0x21}) == 0);
    CHECK(seen_after({0xff, 0x03, 0xc0, 0x21}) == 0);
    CHECK(seen_after({0x7e, 'h', 'o', 'm', 'e', '$', ' '}) == 0);
    CHECK(seen_after({0x7e, 0xff, 0x03, 0xc0, 0x23}) == 0);
    CHECK(seen_after({0x7e, 0x7d, 0x7d, 0xdf, 0x7d, 0x23, 0xc0, 0x21}) == 0);  // 0x5d is no 0xff
  }

  TEST_CASE("an LCP frame without address and control is seen") {
    CHECK(seen_after({0x7e, 0xc0, 0x21}) == 3);
    CHECK(seen_after({0x7e, 0x7d, 0xe0, 0x7d, 0x01}) == 5);
    CHECK(seen_after({0x7e, 0xff, 0xc0, 0x21}) == 0);
    CHECK(seen_after({0x7e, 0xc0, 0x23}) == 0);
  }

  TEST_CASE("a frame cut off by another flag does not hide the next") {
    CHECK(seen_after({0x7e, 0x7e, 0xff, 0x03, 0xc0, 0x21}) == 6);
    CHECK(seen_after({0x7e, 0xff, 0x03, 0x7e, 0xff, 0x03, 0xc0, 0x21}) == 8);
    CHECK(seen_after({0x7e, 0x7d, 0x7e, 0xff, 0x03, 0xc0, 0x21}) == 7);  // an aborted escape
  }

  TEST_CASE("the length counts from the last flag and is 0 outside a frame") {
    PppDetector detector;
    detector.handle_octet('x');
    CHECK(detector.length() == 0);
    for (const std::uint8_t octet : Bytes{0x7e, 0xff, 0x7d, 0x23})
      detector.handle_octet(octet);
    CHECK(detector.length() == 4);
    detector.handle_octet('x');
    CHECK(detector.length() == 0);
  }

  TEST_CASE(
      "octets behind a frame that was seen are no part of it, and the next frame is seen again") {
    PppDetector detector;
    int seen = 0;
    for (const std::uint8_t octet :
         Bytes{0x7e, 0xff, 0x03, 0xc0, 0x21, 0x01, 0x02, 0x7e, 0xff, 0x03, 0xc0, 0x21})
      seen += detector.handle_octet(octet) ? 1 : 0;
    CHECK(seen == 2);
    CHECK(detector.length() == 5);
  }
}
