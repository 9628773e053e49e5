// A connection that was handed over, and the world around it: the network, the modem, the far end.
#include <doctest/doctest.h>

#include <numeric>

#include "handing_over.hpp"

using namespace std::chrono_literals;
using namespace dial;
using dial::test::handed_over;
using dial::test::SessionRig;

namespace {

// Gives 10.9.0.2 and two name servers, and takes 1400 octets.
ppp::LinkOptions far_end() {
  auto options = test::demanding(ppp::AuthenticationMethod::kChapMd5);
  options.lcp.mru = 1400;
  options.ipcp.local = *parse_ipv4("10.9.0.1");
  options.ipcp.remote = *parse_ipv4("10.9.0.2");
  options.ipcp.offer_name_servers = {*parse_ipv4("10.9.0.53"), *parse_ipv4("10.9.0.54")};
  return options;
}

SessionRig handed_over_from(const ppp::LinkOptions& peer) {
  SessionRig::Options options;
  options.peer = peer;
  return handed_over(options);
}

// The far end has lost its state behind the same line.
void start_again(SessionRig& rig, const ppp::LinkOptions& peer) {
  rig.peer.emplace(peer, SessionRig::seeded(3));
  rig.peer->link().open(rig.now);
  rig.peer->link().allow_authentication(rig.now);
  rig.peer->link().allow_network(rig.now);
  rig.settle();
  rig.wait(5s);
  REQUIRE(rig.session.state() == State::kConnected);
}

const Projection& last_network(const SessionRig& rig) {
  const auto last = std::ranges::find_if(rig.effects.rbegin(), rig.effects.rend(), [](auto& one) {
    return std::holds_alternative<session::ConfigureNetwork>(one);
  });
  REQUIRE(last != rig.effects.rend());
  return std::get<session::ConfigureNetwork>(*last).projection;
}

}  // namespace

TEST_SUITE("session::Established, in its world") {
  TEST_CASE("a far end that starts again with the same is no news to the network") {
    auto rig = handed_over_from(far_end());
    REQUIRE(rig.asked<session::ConfigureNetwork>() == 1);  // of the dial
    start_again(rig, far_end());
    CHECK(rig.session.projection()->mru == 1400);
    CHECK(rig.asked<session::ConfigureNetwork>() == 1);
  }

  TEST_CASE("another address of ours reaches the network, and Connected is not reported twice") {
    auto rig = handed_over_from(far_end());
    auto other = far_end();
    other.ipcp.remote = *parse_ipv4("10.9.0.77");
    start_again(rig, other);
    CHECK(rig.asked<session::ConfigureNetwork>() == 2);
    CHECK(to_string(last_network(rig).local) == "10.9.0.77");
    CHECK(rig.count(State::kConnected) == 1);
  }

  TEST_CASE("what LCP had come to is told as before") {
    const auto rig = handed_over_from(far_end());
    const auto lcp = rig.session.projections()[0];
    CHECK(lcp.values.authentication == "chap-md5");
    CHECK(lcp.values.mru == 1400);
    const auto network = rig.session.projections()[1];
    CHECK(network.values.name_servers == far_end().ipcp.offer_name_servers);
  }

  TEST_CASE("control characters that need no escaping, as was agreed on, are part of a packet") {
    auto rig = handed_over();
    Buffer packet(0x20);
    std::iota(packet.begin(), packet.end(), std::uint8_t{0});
    packet[0] = 0x45;
    Buffer wire;
    REQUIRE(rig.peer->send_packet(packet, wire));
    REQUIRE(std::ranges::search(wire, Octets(packet)).size() == packet.size());  // bare
    rig.receive(text_of(wire));
    REQUIRE(rig.packets.size() == 1);
    CHECK(rig.packets.front() == packet);
  }

  TEST_CASE("the carrier of a modem is watched on; a line without a modem has none") {
    CHECK(handed_over().asked<session::WatchCarrier>() == 2);  // at CONNECT, and now
    CHECK(handed_over(test::direct_line()).asked<session::WatchCarrier>() == 0);
  }

  TEST_CASE("a dial that has begun is not made another's connection") {
    SessionRig up;
    up.dial();
    SessionRig::Options options;
    options.answers["ATDT5551234"].clear();
    SessionRig begun(options);
    begun.dial();
    begun.session.resume_established(*up.session.established(), begun.now);
    begun.settle();
    CHECK(begun.session.state() == State::kConnectDevice);
    CHECK_FALSE(begun.session.was_connected());
  }

  TEST_CASE("the link is open, but whoever dialled is still told of it: not to be handed over") {
    SessionRig::Options options;
    options.acknowledges = false;
    SessionRig rig(options);
    rig.dial();
    for (int i = 0; i < 20 && !rig.has_heard(State::kProjected); ++i)
      rig.acknowledge_all();
    REQUIRE(rig.session.state() == State::kProjected);
    CHECK_FALSE(rig.session.established());
    rig.acknowledge_all();
    CHECK(rig.session.state() == State::kConnected);
  }
}
