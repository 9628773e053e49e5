#include "policy/address_exchange.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

#include "support/ipv4_packets.hpp"

using namespace dial;
using namespace dial::policy;
using test::kPlaceholder;
using test::kServer;

namespace {

constexpr Ipv4Address kAssigned{0x0a000002};
constexpr Ipv4Address kOther{0xc0a80105};

AddressExchange exchanging() {
  AddressExchange exchange;
  exchange.begin(kPlaceholder, kAssigned);
  return exchange;
}

Buffer out(AddressExchange& exchange, Buffer packet) {
  exchange.handle_outgoing(packet);
  return packet;
}
Buffer in(AddressExchange& exchange, Buffer packet) {
  exchange.handle_incoming(packet);
  return packet;
}

}  // namespace

TEST_SUITE("policy::AddressExchange") {
  TEST_CASE("a packet from the placeholder goes out as one from the assigned address would") {
    auto exchange = exchanging();
    for (const std::size_t options : {0U, 4U, 40U}) {
      const test::Ports ports{.data = 11, .options = options};
      CHECK(out(exchange, test::udp(kPlaceholder, kServer, ports)) ==
            test::udp(kAssigned, kServer, ports));
      CHECK(out(exchange, test::tcp(kPlaceholder, kServer, ports)) ==
            test::tcp(kAssigned, kServer, ports));
    }
    CHECK(out(exchange, test::icmp_echo(kPlaceholder, kServer)) ==
          test::icmp_echo(kAssigned, kServer));
  }

  TEST_CASE("any addresses keep any sound packet sound, there and back") {
    std::mt19937 random(1624);
    for (int i = 0; i < 2'000; ++i) {
      const Ipv4Address placeholder{static_cast<std::uint32_t>(random())};
      const Ipv4Address assigned{static_cast<std::uint32_t>(random())};
      const Ipv4Address remote{static_cast<std::uint32_t>(random())};
      const test::Ports ports{.from = static_cast<std::uint16_t>(random()),
                              .to = static_cast<std::uint16_t>(random()),
                              .data = random() % 40};
      AddressExchange exchange;
      exchange.begin(placeholder, assigned);
      CHECK(test::is_sound(out(exchange, test::udp(placeholder, remote, ports))));
      CHECK(test::is_sound(out(exchange, test::tcp(placeholder, remote, ports))));
      const test::Ports answer{.from = ports.to, .to = ports.from, .data = ports.data};
      const Buffer back = in(exchange, test::tcp(remote, assigned, answer));
      CHECK(back == test::tcp(remote, placeholder, answer));
    }
  }

  TEST_CASE("UDP without a checksum stays without one") {
    auto exchange = exchanging();
    Buffer packet = test::udp(kPlaceholder, kServer);
    test::put(packet, 26, 0);
    packet = out(exchange, packet);
    CHECK(packet[26] == 0);
    CHECK(packet[27] == 0);
    CHECK(test::checksum(Octets(packet).first(20)) == 0);
  }

  TEST_CASE("a UDP checksum that comes out as zero is sent as all ones") {
    // The word that makes the sum with the assigned address all ones, thus the checksum zero.
    Buffer packet = test::udp(kPlaceholder, kServer, {.data = 2});
    Buffer wanted = test::udp(kAssigned, kServer, {.data = 2});
    test::put(wanted, 26, 0);
    test::put(wanted, 28, 0);
    const std::uint16_t word = test::checksum(Octets(wanted).subspan(20), test::pseudo(wanted, 20));
    test::put(packet, 26, 0);
    test::put(packet, 28, word);
    test::put(packet, 26, test::checksum(Octets(packet).subspan(20), test::pseudo(packet, 20)));
    auto exchange = exchanging();
    packet = out(exchange, packet);
    CHECK(packet[26] == 0xff);
    CHECK(packet[27] == 0xff);
    CHECK(test::is_sound(packet));
  }

  TEST_CASE("a fragment that is not the first has no ports and no checksum of TCP or UDP") {
    auto exchange = exchanging();
    const Buffer data(30, 0x77);
    for (const std::uint8_t protocol : {std::uint8_t{6}, std::uint8_t{17}}) {
      const Buffer sent = out(exchange, test::ip(protocol, kPlaceholder, kServer, data, 185));
      CHECK(sent == test::ip(protocol, kAssigned, kServer, data, 185));
    }
    CHECK(exchange.flows() == 0);
  }

  TEST_CASE("answers come back to whom they are for, and no others do") {
    auto exchange = exchanging();
    out(exchange, test::udp(kPlaceholder, kServer, {.from = 1000, .to = 53}));
    const test::Ports answer{.from = 53, .to = 1000};
    CHECK(in(exchange, test::udp(kServer, kAssigned, answer)) ==
          test::udp(kServer, kPlaceholder, answer));
    // Sockets of the assigned address itself, the same ports of another protocol or far end.
    for (const Buffer& other :
         {test::udp(kServer, kAssigned, {.from = 53, .to = 1001}),
          test::udp(kServer, kAssigned, {.from = 54, .to = 1000}),
          test::udp(kOther, kAssigned, answer), test::udp(kServer, kOther, answer),
          test::tcp(kServer, kAssigned, answer)})
      CHECK(in(exchange, other) == other);
  }

  TEST_CASE("an Echo Reply comes back by its identifier") {
    auto exchange = exchanging();
    out(exchange, test::icmp_echo(kPlaceholder, kServer, 8, 77));
    CHECK(in(exchange, test::icmp_echo(kServer, kAssigned, 0, 77)) ==
          test::icmp_echo(kServer, kPlaceholder, 0, 77));
    const Buffer other = test::icmp_echo(kServer, kAssigned, 0, 78);
    CHECK(in(exchange, other) == other);
    const Buffer asked = test::icmp_echo(kServer, kAssigned, 8, 77);
    CHECK(in(exchange, asked) == asked);
  }

  TEST_CASE("all fragments of an answer come back, and of nothing else") {
    auto exchange = exchanging();
    out(exchange, test::udp(kPlaceholder, kServer, {.from = 1000, .to = 53}));
    const test::Ports answer{.from = 53, .to = 1000};
    const Buffer first = test::udp(kServer, kAssigned, answer);
    const Octets payload = Octets(first).subspan(20);
    const Buffer later(16, 0x11);
    const Buffer early = test::ip(17, kServer, kAssigned, later, 2);
    CHECK(in(exchange, early) == early);  // its first one has not been seen
    Buffer head = in(exchange, test::ip(17, kServer, kAssigned, payload, 0x2000));
    CHECK(head[19] == (kPlaceholder.value & 0xff));
    CHECK(in(exchange, early) == test::ip(17, kServer, kPlaceholder, later, 2));
    const Buffer others = test::ip(17, kOther, kAssigned, later, 2);
    CHECK(in(exchange, others) == others);
  }

  TEST_CASE("what is sent from another address is not touched, nor is anything without a call") {
    auto exchange = exchanging();
    const Buffer ours = test::udp(kAssigned, kServer);
    CHECK(out(exchange, ours) == ours);
    CHECK(exchange.flows() == 0);
    exchange.end();
    const Buffer held = test::udp(kPlaceholder, kServer);
    CHECK(out(exchange, held) == held);
    AddressExchange fixed;
    fixed.begin(kAssigned, kAssigned);
    CHECK(out(fixed, ours) == ours);
  }

  TEST_CASE("past its bound the flow that was quiet longest is forgotten") {
    auto exchange = exchanging();
    const auto send = [&](std::uint32_t host) {
      out(exchange, test::udp(kPlaceholder, {0x0b000000 + host}, {.from = 1000, .to = 53}));
    };
    const auto is_known = [&](std::uint32_t host) {
      Buffer packet = test::udp({0x0b000000 + host}, kAssigned, {.from = 53, .to = 1000});
      return exchange.handle_incoming(packet);
    };
    for (std::uint32_t host = 0; host < AddressExchange::kMostFlows; ++host)
      send(host);
    CHECK(is_known(0));  // heard of just now
    send(AddressExchange::kMostFlows);
    CHECK(exchange.flows() == AddressExchange::kMostFlows);
    CHECK(is_known(0));
    CHECK_FALSE(is_known(1));
    CHECK(is_known(AddressExchange::kMostFlows));
  }

  TEST_CASE("another one goes on with the latest flows of a call, and forgets them in that order") {
    auto exchange = exchanging();
    const auto port = [](std::uint16_t number) { return test::Ports{.from = number, .to = 9}; };
    const auto answer = [](std::uint16_t number) { return test::Ports{.from = 9, .to = number}; };
    for (const auto number : std::vector<std::uint16_t>{1, 2, 3, 1})
      out(exchange, test::udp(kPlaceholder, kServer, port(number)));
    CHECK(exchange.latest_flows(9).size() == 3);
    const auto latest = exchange.latest_flows(2);
    REQUIRE(latest.size() == 2);
    CHECK(latest.front().local_port == 3);
    CHECK(latest.back().local_port == 1);
    AddressExchange later;
    later.begin(kPlaceholder, kAssigned, latest);
    CHECK(in(later, test::udp(kServer, kAssigned, answer(1))) ==
          test::udp(kServer, kPlaceholder, answer(1)));
    const Buffer forgotten = test::udp(kServer, kAssigned, answer(2));
    CHECK(in(later, forgotten) == forgotten);
    CHECK(AddressExchange().latest_flows(9).empty());
  }

  TEST_CASE("a packet that is cut off anywhere is left alone or changed within its octets") {
    const Buffer whole = test::tcp(kPlaceholder, kServer, {.data = 4, .options = 8});
    for (std::size_t length = 0; length <= whole.size(); ++length) {
      auto exchange = exchanging();
      Buffer packet(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
      packet.shrink_to_fit();
      CHECK(exchange.handle_outgoing(packet) == (length >= 28));
    }
  }
}
