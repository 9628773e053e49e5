#include "manager/memory_stub.hpp"

#include <doctest/doctest.h>

#include <array>

using dial::Buffer;
using dial::Ipv4Address;
using dial::Octets;
using dial::manager::MemoryStub;

namespace {

constexpr Ipv4Address kOurs{0x0a400001};    // 10.64.0.1
constexpr Ipv4Address kTheirs{0x0a400002};  // 10.64.0.2

// An Echo from 10.64.0.2 to 10.64.0.1, identifier 1, sequence 2, data "abc" and a padding octet.
// Checksums by hand (RFC 1071): the header's other words add to
// 4500+001f+0007+0000+4001+0000+0a40+0002+0a40+0001 = 99aa, complement 6655; the message's to
// 0800+0001+0002+6162+6300 = cc65, complement 339a.
const Buffer kEcho{0x45, 0,    0,    0x1f, 0, 7,    0,    0,   0x40, 1,    0x66,
                   0x55, 0x0a, 0x40, 0,    2, 0x0a, 0x40, 0,   1,    0x08, 0,
                   0x33, 0x9a, 0,    1,    0, 2,    'a',  'b', 'c',  0xee};

// The same packet answered: addresses exchanged, type 0, so the message's checksum is 3b9a.
const Buffer kReply{0x45, 0, 0, 0x1f, 0, 7,    0,    0, 0x40, 1, 0x66, 0x55, 0x0a, 0x40, 0, 1, 0x0a,
                    0x40, 0, 2, 0x00, 0, 0x3b, 0x9a, 0, 1,    0, 2,    'a',  'b',  'c'};

Buffer changed(std::size_t at, std::uint8_t value) {
  auto packet = kEcho;
  packet[at] = value;
  return packet;
}

}  // namespace

TEST_SUITE("manager::MemoryStub") {
  TEST_CASE("an Echo is answered with its own data, addresses exchanged, without the padding") {
    MemoryStub stub(kOurs);
    const auto answer = stub.handle_packet(kEcho);
    REQUIRE(answer);
    CHECK(*answer == kReply);
    CHECK(stub.counters().requests_answered == 1);
  }

  TEST_CASE("two stubs hear each other's Echo, and the sequence number comes back once") {
    MemoryStub here(kTheirs);
    MemoryStub there(kOurs);
    for (const auto sequence : std::array<std::uint16_t, 4>{0, 1, 0x8000, 0xffff}) {
      const auto answer = there.handle_packet(here.echo_request(kOurs, sequence));
      REQUIRE(answer);
      CHECK(!here.handle_packet(*answer));
      CHECK(here.poll_reply() == sequence);
      CHECK(!here.poll_reply());
    }
    CHECK(here.counters().replies == 4);
    CHECK(there.counters().requests_answered == 4);
  }

  TEST_CASE("every cut of a packet is bad and gets no answer") {
    MemoryStub stub(kOurs);
    for (std::size_t length = 0; length < 31; ++length) {
      CHECK(!stub.handle_packet(Octets(kEcho).first(length)));
    }
    CHECK(stub.counters().bad == 31);
    CHECK(stub.counters().received == 31);
    CHECK(stub.handle_packet(kEcho));
  }

  TEST_CASE("any single changed octet of the packet is bad, the padding is nobody's") {
    for (std::size_t at = 0; at < 31; ++at) {
      CAPTURE(at);
      MemoryStub stub(kOurs);
      CHECK(!stub.handle_packet(changed(at, static_cast<std::uint8_t>(kEcho[at] ^ 0x10))));
      CHECK(stub.counters().bad == 1);
    }
    MemoryStub stub(kOurs);
    CHECK(stub.handle_packet(changed(31, 0)));
  }

  TEST_CASE("a packet for another address is counted and not answered") {
    MemoryStub stub(kTheirs);
    CHECK(!stub.handle_packet(kEcho));
    CHECK(stub.counters().not_ours == 1);
    CHECK(stub.counters().bad == 0);
  }

  TEST_CASE("a reply is never answered, a foreign identifier is no reply of ours") {
    MemoryStub stub(kTheirs);
    CHECK(!stub.handle_packet(kReply));
    CHECK(stub.counters().other == 1);
    CHECK(!stub.poll_reply());
  }

  TEST_CASE("a header with options is answered as it came") {
    // IHL 6, four octets of End of Options: the total grows to 35. 4600+0023+0007+0000+4001+0000+
    // 0a40+0002+0a40+0001+0000+0000 = 9aae, complement 6551.
    Buffer packet(kEcho.begin(), kEcho.begin() + 20);
    packet.insert(packet.end(), 4, 0);
    packet.insert(packet.end(), kEcho.begin() + 20, kEcho.begin() + 31);
    packet[0] = 0x46;
    packet[3] = 35;
    packet[10] = 0x65;
    packet[11] = 0x51;
    MemoryStub stub(kOurs);
    const auto answer = stub.handle_packet(packet);
    REQUIRE(answer);
    CHECK(answer->size() == 35);
    CHECK((*answer)[24] == 0);
    CHECK(stub.counters().requests_answered == 1);
  }

  TEST_CASE("fragments and other protocols are counted, not answered") {
    // More Fragments adds 2000 to the header's sum: b9aa, complement 4655.
    auto fragment = changed(6, 0x20);
    fragment[10] = 0x46;
    // UDP instead of ICMP adds 0010: 99ba, complement 6645.
    auto udp = changed(9, 0x11);
    udp[11] = 0x45;
    MemoryStub stub(kOurs);
    CHECK(!stub.handle_packet(fragment));
    CHECK(!stub.handle_packet(udp));
    CHECK(stub.counters().other == 2);
    CHECK(stub.counters().bad == 0);
  }
}
