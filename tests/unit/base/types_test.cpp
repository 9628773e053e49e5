#include "dial/types.hpp"

#include <doctest/doctest.h>

using namespace dial;

TEST_SUITE("base::Ipv4Address") {
  TEST_CASE("an address survives its text") {
    for (const char* text : {"0.0.0.0", "10.0.2.15", "255.255.255.255", "192.168.100.1"}) {
      const auto address = parse_ipv4(text);
      REQUIRE(address);
      CHECK(to_string(*address) == text);
    }
    CHECK(parse_ipv4("10.0.2.15")->value == 0x0a00020f);
  }

  TEST_CASE("what is not exactly four decimal octets is no address") {
    for (const char* text :
         {"", "10", "10.0.2", "10.0.2.15.", "10.0.2.256", "10.0.2.-1", "10.0.02.1", "10.0.2.1 ",
          " 10.0.2.1", "a.b.c.d", "10..2.1", "10.0.2.1111", "+1.2.3.4"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_ipv4(text));
    }
  }
}
