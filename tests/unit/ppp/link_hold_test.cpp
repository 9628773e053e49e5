#include <doctest/doctest.h>

#include <algorithm>

#include "link_states.hpp"

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::ppp;
using namespace dial::test;

TEST_SUITE("ppp::Link holds back") {
  TEST_CASE("before allow_authentication no credential leaves, and LCP is answered all the time") {
    auto rig = established(dialling_options(), "0304 c023");
    rig.advance(10s);
    CHECK(rig.sent().empty());
    rig.lcp(kEchoRequest, 3, "01020304");
    CHECK(rig.sent() == Texts{"lcp echo-rep 03 5a5a5a5a"});
    rig.link.allow_authentication(rig.now);
    CHECK(rig.sent() == Texts{"pap 1 01 05616c69636506736563726574"});
    rig.advance(249ms);
    CHECK(rig.sent().empty());
    rig.advance(1ms);
    CHECK(rig.sent().size() == 1);
  }

  TEST_CASE(
      "a Challenge that arrives while authentication is held is answered when it is allowed") {
    auto rig = established(dialling_options(), "0305 c22305");
    rig.receive_raw(kProtocolChap, "01 1e 0009 01 c5 697370");
    CHECK(rig.sent().empty());
    rig.link.allow_authentication(rig.now);
    const auto sent = rig.sent();
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].starts_with("chap 2 1e 10"));
  }

  TEST_CASE("a held link whose peer terminates goes down by itself: 734") {
    auto rig = established(dialling_options(), "0304 c023");
    rig.lcp(kTerminateRequest, 3);
    CHECK(rig.sent() == Texts{"lcp term-ack 03"});
    rig.advance(250ms);
    CHECK(rig.events() == Texts{"LinkDown 734"});
  }

  TEST_CASE("IPCP requests are kept until the network is allowed, then answered behind our own") {
    auto rig = established();
    rig.link.allow_authentication(rig.now);
    rig.ipcp(kConfigureRequest, 1, "0306 0a000202");
    rig.advance(30s - 1ms);
    CHECK(rig.sent().empty());
    rig.link.allow_network(rig.now);
    CHECK(rig.sent() == Texts{"ipcp conf-req 5a 03=00000000 81=00000000 83=00000000",
                              "ipcp conf-ack 01 03=0a000202"});
  }

  TEST_CASE("of more than 32 kept frames the oldest are dropped") {
    auto rig = established();
    rig.link.allow_authentication(rig.now);
    for (std::uint8_t id = 1; id <= 40; ++id)
      rig.ipcp(kConfigureRequest, id, "0202");
    rig.link.allow_network(rig.now);
    const auto sent = rig.sent();
    CHECK(std::ranges::find(sent, "ipcp conf-rej 08 02=") == sent.end());
    CHECK(std::ranges::find(sent, "ipcp conf-rej 09 02=") != sent.end());
  }

  TEST_CASE("without authentication allow_network alone starts nothing") {
    auto rig = established();
    rig.link.allow_network(rig.now);
    CHECK(rig.sent().empty());
    rig.link.allow_authentication(rig.now);
    CHECK(rig.sent().size() == 1);
  }

  TEST_CASE("both may be allowed before LCP is open") {
    auto rig = requesting();
    rig.link.allow_authentication(rig.now);
    rig.link.allow_network(rig.now);
    CHECK(rig.sent() == Texts{kOurRequest});
    rig.lcp(kConfigureRequest, 1, "0304 c023");
    rig.ack(kProtocolLcp);
    CHECK(rig.sent().at(1).starts_with("pap 1 01"));
  }

  TEST_CASE("sending ahead, our first IPCP request follows the credentials and is not repeated") {
    auto rig = established(dialling_options(), "0304 c023");
    rig.link.allow_authentication(rig.now);
    rig.link.allow_network(rig.now);
    const auto sent = rig.sent();
    REQUIRE(sent.size() == 2);
    CHECK(sent[0].starts_with("pap 1 01"));
    CHECK(sent[1].starts_with("ipcp conf-req 5a"));
    rig.ipcp(kConfigureRequest, 1, "0306 0a000202");
    rig.advance(200ms);
    CHECK(rig.sent().empty());
    rig.receive_raw(kProtocolPap, "02 01 0005 00");
    CHECK(rig.events() == Texts{"AuthenticationSucceeded ''"});
    CHECK(rig.sent() == Texts{"ipcp conf-ack 01 03=0a000202"});
    rig.advance(249ms);
    CHECK(rig.sent().empty());
    rig.advance(1ms);
    CHECK(rig.sent() == Texts{sent[1]});
  }

  TEST_CASE("without allow_network nothing of IPCP leaves after authentication") {
    auto rig = established(dialling_options(), "0304 c023");
    rig.link.allow_authentication(rig.now);
    rig.receive_raw(kProtocolPap, "02 01 0005 00");
    rig.sent();
    rig.advance(20s);
    CHECK(rig.sent().empty());
  }

  TEST_CASE("who demands authentication sends nothing ahead of it") {
    auto rig = established(answering_options(AuthenticationMethod::kPap));
    rig.link.allow_authentication(rig.now);
    rig.link.allow_network(rig.now);
    CHECK(rig.sent().empty());
    rig.ipcp(kConfigureRequest, 1, "0306 00000000");
    CHECK(rig.sent().empty());
  }

  TEST_CASE("who is asked and demands at once sends its credentials ahead of nothing either") {
    auto rig = established(answering_options(AuthenticationMethod::kPap), "0304 c023");
    rig.link.allow_authentication(rig.now);
    rig.link.allow_network(rig.now);
    const auto sent = rig.sent();
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].starts_with("pap 1 01"));
  }

  TEST_CASE("what follows LCP is repeated after one and a half of its round trips") {
    auto rig = requesting();
    rig.lcp(kConfigureRequest, 1, "");
    rig.advance(1s);
    rig.sent();
    rig.ack(kProtocolLcp);
    rig.link.allow_authentication(rig.now);
    rig.link.allow_network(rig.now);
    CHECK(rig.sent().size() == 1);
    rig.advance(1499ms);
    CHECK(rig.sent().empty());
    rig.advance(1ms);
    CHECK(rig.sent().size() == 1);
  }
}
