#include <doctest/doctest.h>

#include <algorithm>

#include "hdlc/codec.hpp"
#include "hdlc/fcs.hpp"

using dial::Buffer;
using dial::hdlc::encode, dial::hdlc::Frame, dial::hdlc::Framing;

namespace {

constexpr Framing kOpen{.accm = 0, .compress_address = false, .compress_protocol = false};
constexpr Framing kCompressed{.accm = 0, .compress_address = true, .compress_protocol = true};

Buffer encoded(std::uint16_t protocol, const Buffer& information, const Framing& framing) {
  Buffer out;
  encode({protocol, information}, framing, out);
  return out;
}

// The octets between the flags, with every escape undone.
Buffer unescaped(const Buffer& line) {
  Buffer octets;
  for (std::size_t at = 1; at + 1 < line.size(); ++at) {
    if (line[at] == 0x7d)
      octets.push_back(line[++at] ^ 0x20);
    else
      octets.push_back(line[at]);
  }
  return octets;
}

}  // namespace

TEST_SUITE("hdlc::encode") {
  TEST_CASE("a Configure-Request looks as it does on every line before LCP is open") {
    // The first frame of pppd with the options MRU 1500 (01 04 05 dc): header ff 7d 23, and
    // every control octet escaped.
    const Buffer line = encoded(0xc021, {1, 1, 0, 8, 1, 4, 5, 0xdc}, Framing{});
    const Buffer start{0x7e, 0xff, 0x7d, 0x23, 0xc0, 0x21, 0x7d, 0x21, 0x7d, 0x21, 0x7d,
                       0x20, 0x7d, 0x28, 0x7d, 0x21, 0x7d, 0x24, 0x7d, 0x25, 0xdc};
    REQUIRE(line.size() > start.size());
    CHECK(Buffer(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(start.size())) == start);
    CHECK(line.back() == 0x7e);
  }

  TEST_CASE("what stands between the flags carries a good check sequence") {
    const Buffer octets = unescaped(encoded(0x0021, {0x45, 0x7e, 0x7d, 0x11}, Framing{}));
    CHECK(octets.size() == 10);
    CHECK(dial::hdlc::fcs16(octets) == dial::hdlc::kFcsGood);
  }

  TEST_CASE("flag and escape are escaped whatever the map says, and nothing above them") {
    for (unsigned value = 0x20; value < 256; ++value) {
      CAPTURE(value);
      const auto octet = static_cast<std::uint8_t>(value);
      const Buffer line = encoded(0x0021, {octet}, kOpen);
      const bool is_escaped = line[5] == 0x7d;
      CHECK(is_escaped == (octet == 0x7d || octet == 0x7e));
      CHECK(line[is_escaped ? 6 : 5] == (is_escaped ? octet ^ 0x20 : octet));
    }
  }

  TEST_CASE("a control octet is escaped exactly when its bit of the map is set") {
    for (unsigned bit = 0; bit < 32; ++bit)
      for (unsigned octet = 0; octet < 32; ++octet) {
        CAPTURE(bit);
        CAPTURE(octet);
        const Framing framing{.accm = 1u << bit, .compress_address = true};
        const Buffer line = encoded(0xc021, {static_cast<std::uint8_t>(octet)}, framing);
        CHECK((line[3] == 0x7d) == (octet == bit));
      }
  }

  TEST_CASE("the map holds for header and check sequence too") {
    for (unsigned value = 0; value < 256; ++value) {
      CAPTURE(value);
      const Buffer line = encoded(0x8021, {static_cast<std::uint8_t>(value), 1, 2, 3}, Framing{});
      for (std::size_t at = 0; at < line.size(); ++at)
        CHECK(line[at] >= 0x20);
    }
  }

  TEST_CASE("address and control are left out with ACFC") {
    CHECK(unescaped(encoded(0xc021, {9}, {.accm = 0, .compress_address = true}))[0] == 0xc0);
    CHECK(unescaped(encoded(0xc021, {9}, kOpen))[0] == 0xff);
  }

  TEST_CASE("only a protocol below 256 is compressed with PFC") {
    CHECK(unescaped(encoded(0x0021, {9}, kCompressed))[0] == 0x21);
    CHECK(unescaped(encoded(0x00fd, {9}, kCompressed))[0] == 0xfd);
    CHECK(unescaped(encoded(0x8021, {9}, kCompressed))[0] == 0x80);
    CHECK(unescaped(encoded(0x0021, {9}, {.accm = 0, .compress_address = true}))[0] == 0x00);
  }

  TEST_CASE("frames that follow one another share the flag between them") {
    Buffer out;
    encode({0x0021, {}}, kCompressed, out);
    const std::size_t first = out.size();
    encode({0x0021, {}}, kCompressed, out);
    CHECK(out.size() == 2 * first - 1);
    CHECK(std::count(out.begin(), out.end(), 0x7e) == 3);
  }

  TEST_CASE("what is in the buffer already stays in front") {
    Buffer out{'a', 'b'};
    encode({0x0021, {}}, kCompressed, out);
    CHECK(out[0] == 'a');
    CHECK(out[1] == 'b');
    CHECK(out[2] == 0x7e);
  }

  TEST_CASE("a buffer with room is not allocated anew") {
    const Buffer information(1500, 0x7e);
    Buffer out;
    out.reserve(4000);
    const std::uint8_t* const place = out.data();
    encode({0x0021, information}, Framing{}, out);
    CHECK(out.data() == place);
  }
}
