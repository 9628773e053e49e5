// A link that goes on in another Link, as over a restart of the daemon. The peer is not told.
#include <doctest/doctest.h>

#include "link_states.hpp"

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::ppp;
using namespace dial::test;

namespace {

// Open with everything there is: the peer takes 128 octets and has asked for our password, we were
// given an address and two name servers.
LinkRig opened_by_pap() {
  auto rig = established(dialling_options(), "0104 0080 0304 c023");
  rig.link.allow_authentication(rig.now);
  rig.link.allow_network(rig.now);
  rig.receive_raw(kProtocolPap, "02 01 0005 00");
  rig.ipcp(kConfigureRequest, 1, "0306 0a000202");
  rig.ipcp(kConfigureNak, 0x5a, "0306 0a00020f 8106 0a000235 8306 0a000236");
  rig.sent();
  rig.ack(kProtocolIpcp);
  REQUIRE(rig.link.is_network_open());
  rig.sent();
  rig.events();
  return rig;
}

LinkRig resumed(const LinkRig& first) {
  LinkRig later(dialling_options());
  const auto opened = first.link.opened();
  REQUIRE(opened);
  later.now = first.now;
  later.link.resume(*opened, later.now);
  return later;
}

}  // namespace

TEST_SUITE("ppp::Link resumed") {
  TEST_CASE("it is as open as it was, and can be handed over once more, with the same") {
    const auto rig = opened_by_pap();
    const auto before = rig.link.opened();
    REQUIRE(before);
    CHECK(before->theirs.mru == 128);
    CHECK(before->theirs.authentication == AuthenticationMethod::kPap);
    CHECK(before->ours.magic == 0x5a5a5a5a);
    CHECK(to_string(before->local) == "10.0.2.15");
    CHECK(to_string(before->remote) == "10.0.2.2");
    CHECK(before->name_servers == std::vector<Ipv4Address>{{0x0a000235}, {0x0a000236}});
    CHECK(before->lcp_id == 0x5b);
    CHECK(before->ipcp_id == 0x5c);

    const auto later = resumed(rig);
    CHECK(later.link.is_network_open());
    CHECK(later.link.has_heard_peer());
    CHECK(later.link.opened() == before);
  }

  TEST_CASE("nothing is said or reported, and the first frame of the peer changes nothing") {
    const auto rig = opened_by_pap();
    auto later = resumed(rig);
    CHECK(later.sent().empty());
    CHECK(later.events().empty());
    later.lcp(kEchoRequest, 3, "01020304");
    CHECK(later.sent() == Texts{"lcp echo-rep 03 5a5a5a5a"});
    CHECK(later.events().empty());
    CHECK(later.link.opened() == rig.link.opened());
  }

  TEST_CASE("a peer that negotiates anew reaches the network without being allowed to again") {
    auto later = resumed(opened_by_pap());
    later.lcp(kConfigureRequest, 2, "");
    CHECK(later.sent() ==
          Texts{"lcp conf-req 5b 02=00000000 05=5a5a5a5a 07= 08=", "lcp conf-ack 02"});
    later.ack(kProtocolLcp);
    CHECK(later.sent() == Texts{"ipcp conf-req 5c 03=00000000 81=00000000 83=00000000"});
    later.ipcp(kConfigureRequest, 9, "0306 0a000202");
    later.ipcp(kConfigureNak, 0x5c, "0306 0a000210 8106 0a000235 8306 0a000236");
    later.sent();
    later.ack(kProtocolIpcp);
    CHECK(later.events() ==
          Texts{"LcpOpened none", "NetworkOpened 10.0.2.16 10.0.2.2 dns 10.0.2.53 dns 10.0.2.54"});
  }

  TEST_CASE("a peer that terminates has ended an open link: 629") {
    auto later = resumed(opened_by_pap());
    later.lcp(kTerminateRequest, 8);
    later.advance(250ms);
    CHECK(later.events() == Texts{"LinkDown 629"});
  }

  TEST_CASE("what is rejected goes back cut to the MRU that the peer had said") {
    for (const std::uint16_t protocol : {kProtocolLcp, kProtocolIpcp}) {
      auto later = resumed(opened_by_pap());
      later.link.handle_frame(protocol, build_packet(99, 3, Buffer(1000)), later.now);
      const auto rejected = later.link.poll_frame();
      REQUIRE(rejected);
      CHECK(rejected->protocol == protocol);
      CHECK(rejected->information[0] == kCodeReject);
      CHECK(rejected->information.size() == 128);
    }
  }

  TEST_CASE("echoes that were not answered before count: a dead peer is as dead after a restart") {
    auto rig = opened_by_pap();
    rig.advance(60s);  // two of four
    auto later = resumed(rig);
    later.advance(90s - 1ms);
    CHECK(later.sent().size() == 2);
    CHECK(later.link.is_network_open());
    later.advance(1ms);
    CHECK_FALSE(later.link.is_network_open());
  }

  TEST_CASE("a link that was begun is not another's") {
    auto begun = requesting();
    begun.link.resume(*opened_by_pap().link.opened(), begun.now);
    CHECK_FALSE(begun.link.is_network_open());
  }

  TEST_CASE("there is nothing to hand over before the network is open") {
    auto rig = network_phase();
    CHECK_FALSE(rig.link.opened());
    rig.link.close(kHungUp, rig.now);
    CHECK_FALSE(rig.link.opened());
  }

  TEST_CASE(
      "the side that has asked for a password does not hand over, the one that gave it does") {
    PppPair pair(dialling_options(), answering_options(AuthenticationMethod::kChapMd5));
    pair.open();
    pair.allow_all();
    REQUIRE(pair.run_until_open());
    CHECK(pair.a.link.opened());
    CHECK_FALSE(pair.b.link.opened());
  }
}
