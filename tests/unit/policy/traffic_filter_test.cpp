#include "policy/traffic_filter.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <vector>

using namespace dial;
using namespace dial::policy;

namespace {

constexpr std::uint8_t kIcmp = 1;
constexpr std::uint8_t kIgmp = 2;
constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;
constexpr std::uint8_t kAck = 0x10;
constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kFin = 0x01;
constexpr std::uint8_t kReset = 0x04;

using Packet = std::vector<std::uint8_t>;

Packet ip(std::uint8_t protocol, std::size_t payload,
          std::array<std::uint8_t, 4> to = {10, 0, 0, 1}) {
  Packet packet(20 + payload);
  packet[0] = 0x45;
  packet[2] = static_cast<std::uint8_t>(packet.size() >> 8);
  packet[3] = static_cast<std::uint8_t>(packet.size());
  packet[9] = protocol;
  std::ranges::copy(to, packet.begin() + 16);
  return packet;
}

Packet tcp(std::uint8_t flags, std::size_t data, std::size_t options = 0) {
  Packet packet = ip(kTcp, 20 + options + data);
  packet[20 + 12] = static_cast<std::uint8_t>((20 + options) / 4 << 4);
  packet[20 + 13] = flags;
  return packet;
}

bool counts(const Packet& packet, const profile::Limits& limits = {},
            Direction direction = Direction::kOut) {
  return is_active(packet, direction, limits);
}

}  // namespace

TEST_SUITE("policy::traffic_filter") {
  TEST_CASE("data counts, pings and reports of groups do not unless they may") {
    CHECK(counts(ip(kUdp, 100)));
    CHECK(counts(tcp(kAck, 100)));
    CHECK_FALSE(counts(ip(kIcmp, 56)));
    CHECK_FALSE(counts(ip(kIgmp, 8)));
    profile::Limits limits;
    limits.idle_ignores_icmp = false;
    CHECK(counts(ip(kIcmp, 56), limits));
    CHECK(counts(ip(kIgmp, 8), limits));
  }

  TEST_CASE("background broadcasts and multicasts hold no line up") {
    CHECK_FALSE(counts(ip(kUdp, 100, {224, 0, 0, 251})));
    CHECK_FALSE(counts(ip(kUdp, 100, {239, 255, 255, 250})));
    CHECK_FALSE(counts(ip(kUdp, 100, {255, 255, 255, 255})));
    CHECK(counts(ip(kUdp, 100, {240, 0, 0, 1})));
    CHECK(counts(ip(kUdp, 100, {255, 255, 255, 254})));
    profile::Limits limits;
    limits.idle_ignores_multicast = false;
    CHECK(counts(ip(kUdp, 100, {224, 0, 0, 251}), limits));
  }

  TEST_CASE("TCP without data does not count, but its first and last segments do") {
    CHECK_FALSE(counts(tcp(kAck, 0)));
    CHECK_FALSE(counts(tcp(kAck, 0, 12)));
    CHECK_FALSE(counts(tcp(kAck, 1)));  // a keep-alive
    CHECK(counts(tcp(kAck, 2)));
    CHECK(counts(tcp(kAck, 2, 12)));
    CHECK_FALSE(counts(tcp(kReset, 0)));
    CHECK(counts(tcp(kSyn, 0)));
    CHECK(counts(tcp(kSyn | kAck, 0)));
    CHECK(counts(tcp(kFin | kAck, 0)));
    profile::Limits limits;
    limits.idle_ignores_empty_tcp = false;
    CHECK(counts(tcp(kAck, 0), limits));
  }

  TEST_CASE("a later fragment is data, whatever it looks like") {
    Packet fragment = tcp(kAck, 0);
    fragment[7] = 1;
    CHECK(counts(fragment));
  }

  TEST_CASE("what the peer sends counts unless the profile says otherwise") {
    profile::Limits limits;
    CHECK(counts(ip(kUdp, 9), limits, Direction::kIn));
    limits.idle_ignores_inbound = true;
    CHECK_FALSE(counts(ip(kUdp, 9), limits, Direction::kIn));
    CHECK(counts(ip(kUdp, 9), limits, Direction::kOut));
  }

  TEST_CASE("a packet that is cut anywhere, or no IPv4, counts and is not read past its end") {
    const Packet whole = tcp(kAck, 0);
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const Packet cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
      CAPTURE(length);
      CHECK(counts(cut));
    }
    Packet six = ip(kIcmp, 40);
    six[0] = 0x60;
    CHECK(counts(six));
    Packet long_header = tcp(kAck, 0);
    long_header[0] = 0x4f;
    CHECK(counts(long_header));
  }
}
