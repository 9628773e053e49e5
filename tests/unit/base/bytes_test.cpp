#include "base/bytes.hpp"

#include <doctest/doctest.h>

using namespace dial;

TEST_SUITE("base::bytes") {
  TEST_CASE("fields are read in network order, and not at all when octets are missing") {
    const Buffer octets = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08};
    ByteReader reader(octets);
    CHECK(reader.u8() == 0x01);
    CHECK(reader.u16() == 0x0203);
    CHECK(reader.u32() == 0x04050607);
    CHECK_FALSE(reader.u16());
    CHECK(reader.rest().size() == 1);  // a failed read takes nothing
    CHECK(reader.u8() == 0x08);
    CHECK(reader.empty());
    CHECK_FALSE(reader.u8());
    CHECK_FALSE(reader.take(1));
    CHECK(reader.take(0));
  }

  TEST_CASE("what is written is read back") {
    Buffer out;
    ByteWriter(out).u8(0xfe).u16(0xc021).u32(0xdeadbeef).text("ab");
    CHECK(out == Buffer{0xfe, 0xc0, 0x21, 0xde, 0xad, 0xbe, 0xef, 'a', 'b'});
  }

  TEST_CASE("printable text has no octet that a terminal obeys") {
    const Buffer octets = {'O', 'K', '\r', '\n', 0x1b, 0x7f, 0x80, 0xff, 0x00};
    CHECK(printable(octets) == "OK\\r\\n\\x1b\\x7f\\x80\\xff\\x00");
  }

  TEST_CASE("printable text ends at its limit, and says so only when something was cut") {
    CHECK(printable(octets_of("abcdef"), 6) == "abcdef");
    CHECK(printable(octets_of("abcdefg"), 6) == "abcdef…");
  }
}
