#include "policy/demand.hpp"

#include <doctest/doctest.h>

#include "policy/ipv4.hpp"
#include "support/ipv4_packets.hpp"

using namespace dial;
using namespace dial::policy;
using test::kPlaceholder;
using test::kServer;

namespace {

using Standing = Demand::Standing;

Buffer numbered(std::uint8_t number, std::size_t data = 8) {
  Buffer packet = test::udp(kPlaceholder, kServer, {.data = data});
  packet.back() = number;
  return packet;
}

Demand waiting(Demand::Bounds bounds = {}) {
  Demand demand({}, kPlaceholder, bounds);
  demand.wait();
  return demand;
}

}  // namespace

TEST_SUITE("policy::Demand") {
  TEST_CASE("the first packet that counts wants a dial, once, and all are kept in their order") {
    Demand demand = waiting();
    CHECK(demand.standing() == Standing::kWaiting);
    CHECK(demand.handle_packet(numbered(1)));
    CHECK(demand.standing() == Standing::kWanted);
    CHECK_FALSE(demand.handle_packet(numbered(2)));
    CHECK_FALSE(demand.handle_packet(numbered(3)));
    for (std::uint8_t number = 1; number <= 3; ++number) {
      REQUIRE(demand.front() != nullptr);
      CHECK(*demand.front() == numbered(number));
      demand.pop();
    }
    CHECK(demand.front() == nullptr);
    CHECK(demand.octets() == 0);
  }

  TEST_CASE("what does not count dials nothing and is not kept, but is kept beside what does") {
    Demand demand = waiting();
    const Buffer ping = test::icmp_echo(kPlaceholder, kServer);
    CHECK_FALSE(demand.handle_packet(ping));
    CHECK(demand.packets() == 0);
    CHECK(demand.counters().ignored == 1);
    CHECK(demand.handle_packet(numbered(1)));
    CHECK_FALSE(demand.handle_packet(ping));
    CHECK(demand.packets() == 2);
  }

  TEST_CASE("a profile whose pings count is dialled by one") {
    profile::Limits limits;
    limits.idle_ignores_icmp = false;
    Demand demand(limits);
    demand.wait();
    CHECK(demand.handle_packet(test::icmp_echo(kPlaceholder, kServer)));
  }

  TEST_CASE("past its bounds the oldest stay, and what is dropped is counted") {
    SUBCASE("of packets") {
      Demand demand = waiting({.packets = 2, .octets = 10'000});
      CHECK(demand.handle_packet(numbered(1)));
      for (std::uint8_t number = 2; number <= 4; ++number)
        CHECK_FALSE(demand.handle_packet(numbered(number)));
      CHECK(demand.packets() == 2);
      CHECK(*demand.front() == numbered(1));
      CHECK(demand.counters().dropped == 2);
    }
    SUBCASE("of octets") {
      Demand demand = waiting({.packets = 100, .octets = 2 * 128});
      CHECK(demand.handle_packet(numbered(1, 100)));
      CHECK_FALSE(demand.handle_packet(numbered(2, 100)));
      CHECK_FALSE(demand.handle_packet(numbered(3, 100)));
      CHECK(demand.packets() == 2);
      CHECK(demand.octets() == 256);
      CHECK(demand.counters().dropped == 1);
    }
  }

  TEST_CASE("while it is closed no packet dials, and none is kept") {
    Demand demand({});
    CHECK_FALSE(demand.handle_packet(numbered(1)));
    demand.wait();
    CHECK(demand.handle_packet(numbered(2)));
    demand.close();
    CHECK(demand.packets() == 0);
    CHECK_FALSE(demand.handle_packet(numbered(3)));
    CHECK(demand.counters().dropped == 3);
  }

  TEST_CASE("after a dial that failed the next packet wants one, and the old ones are gone") {
    Demand demand = waiting();
    CHECK(demand.handle_packet(numbered(1)));
    demand.give_up();
    CHECK(demand.packets() == 0);
    CHECK(demand.octets() == 0);
    CHECK(demand.counters().kept == 0);
    CHECK(demand.counters().dropped == 1);
    CHECK(demand.handle_packet(numbered(2)));
    CHECK(*demand.front() == numbered(2));
  }

  TEST_CASE("what no line has taken when the call ends is wanted again") {
    Demand demand = waiting();
    CHECK(demand.handle_packet(numbered(1)));
    demand.wait();
    CHECK(demand.standing() == Standing::kWanted);
    demand.pop();
    demand.wait();
    CHECK(demand.standing() == Standing::kWaiting);
  }

  TEST_CASE("TCP of a call whose address is gone dials nothing; its beginning does") {
    Demand demand = waiting();
    CHECK_FALSE(demand.handle_packet(test::tcp(kPlaceholder, kServer, {.flags = 0x18, .data = 4})));
    CHECK_FALSE(demand.handle_packet(test::tcp(kPlaceholder, kServer, {.flags = 0x11})));
    CHECK(demand.handle_packet(test::tcp(kPlaceholder, kServer, {.flags = 0x02})));
    SUBCASE("with an address of our own it lives on") {
      Demand fixed({});
      fixed.wait();
      CHECK(fixed.handle_packet(test::tcp(kPlaceholder, kServer, {.flags = 0x18, .data = 4})));
    }
    SUBCASE("with an address of our own none is a placeholder, 0.0.0.0 neither") {
      Demand fixed({});
      fixed.wait();
      CHECK(fixed.handle_packet(test::tcp({}, kServer, {.flags = 0x18, .data = 4})));
    }
    SUBCASE("a later fragment has data where the flags would be") {
      Demand other = waiting();
      CHECK(other.handle_packet(test::ip(ipv4::kTcp, kPlaceholder, kServer, Buffer(32), 100)));
    }
    SUBCASE("what was cut off before the flags is not judged by what stands behind it") {
      Demand other = waiting();
      const Buffer whole = test::tcp(kPlaceholder, kServer, {.flags = 0x18, .data = 4});
      CHECK(other.handle_packet(Octets(whole).first(30)));
    }
    SUBCASE("what comes from another address is not ours to judge") {
      Demand routed = waiting();
      CHECK(routed.handle_packet(test::tcp({0xc0a80102}, kServer, {.flags = 0x18, .data = 4})));
    }
  }

  TEST_CASE("what is no IPv4 packet is kept as it is, and breaks nothing") {
    for (std::size_t length = 0; length < 60; ++length) {
      Demand demand = waiting();
      Buffer packet = test::tcp(kPlaceholder, kServer, {.flags = 0x02, .data = 20});
      packet.resize(length);
      static_cast<void>(demand.handle_packet(packet));
      CHECK(demand.octets() <= length);
    }
  }
}
