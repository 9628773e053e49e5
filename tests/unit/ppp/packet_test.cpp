#include "ppp/packet.hpp"

#include <doctest/doctest.h>

#include "support/ppp_text.hpp"

using namespace dial;
using namespace dial::ppp;
using dial::test::hex;

TEST_SUITE("ppp::Packet") {
  TEST_CASE("what is built is what is parsed") {
    const auto built = build_packet(kEchoRequest, 7, hex("01020304 ff"));
    CHECK(built == hex("09 07 0009 01020304 ff"));
    const auto packet = parse_packet(built);
    REQUIRE(packet);
    CHECK(packet->code == kEchoRequest);
    CHECK(packet->id == 7);
    CHECK(std::ranges::equal(packet->data, hex("01020304 ff")));
  }

  TEST_CASE("a packet cut anywhere is no packet") {
    const auto whole = hex("01 01 000a 0506 11223344");
    for (std::size_t size = 0; size < whole.size(); ++size) {
      CAPTURE(size);
      CHECK_FALSE(parse_packet(Octets(whole).first(size)));
    }
    CHECK(parse_packet(whole));
  }

  TEST_CASE("a length below the header is refused, and what follows the length is padding") {
    for (const char* length : {"0000", "0001", "0003"})
      CHECK_FALSE(parse_packet(hex(std::string("0101") + length + "0000")));
    const auto padded = parse_packet(hex("01 01 0006 0702 000000"));
    REQUIRE(padded);
    CHECK(padded->data.size() == 2);
  }

  TEST_CASE("an option whose length is below two or beyond the packet spoils the whole list") {
    CHECK_FALSE(parse_options(hex("01")));
    CHECK_FALSE(parse_options(hex("0100")));
    CHECK_FALSE(parse_options(hex("0101")));
    CHECK_FALSE(parse_options(hex("0104 05")));
    CHECK_FALSE(parse_options(hex("0702 0104 05")));
    CHECK(parse_options({})->empty());
    const auto octets = hex("0104 05dc 0702");
    const auto options = parse_options(octets);
    REQUIRE(options);
    REQUIRE(options->size() == 2);
    CHECK(value_u16((*options)[0]) == 1500);
    CHECK((*options)[1].type == 7);
    CHECK((*options)[1].value.empty());
  }

  TEST_CASE("a value of another size is not read as a number") {
    const auto three = hex("010203");
    CHECK_FALSE(value_u16({1, three}));
    CHECK_FALSE(value_u32({1, three}));
  }
}
