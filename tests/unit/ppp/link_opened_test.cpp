#include <doctest/doctest.h>

#include "link_states.hpp"

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::ppp;
using namespace dial::test;

TEST_SUITE("ppp::Link opened") {
  TEST_CASE("protocols we do not speak are rejected with their packet, whatever is held") {
    auto rig = established();
    rig.receive_raw(0x8057, "01010004");
    rig.receive_raw(0x80fd, "01010004");
    rig.receive_raw(0xc223, "01010004");  // nobody agreed on CHAP
    CHECK(rig.sent() == Texts{"lcp proto-rej 5b 805701010004", "lcp proto-rej 5c 80fd01010004",
                              "lcp proto-rej 5d c22301010004"});
    rig.receive_raw(kProtocolIpv4, "45000014");
    CHECK(rig.sent().empty());
  }

  TEST_CASE("a Protocol-Reject is cut to the peer's MRU") {
    auto rig = established(dialling_options(), "0104 0080");
    rig.link.handle_frame(0x8057, Buffer(1000), rig.now);
    CHECK(rig.link.poll_frame()->information.size() == 128);
  }

  TEST_CASE("an Echo-Request is answered with our magic number and its data; Discard is not") {
    auto rig = opened();
    rig.lcp(kEchoRequest, 3, "01020304 cafe");
    rig.lcp(kDiscardRequest, 4, "01020304");
    rig.lcp(kEchoRequest, 5, "0102");
    CHECK(rig.sent() == Texts{"lcp echo-rep 03 5a5a5a5acafe"});
  }

  TEST_CASE("a code LCP does not have is rejected with its packet") {
    auto rig = opened();
    rig.lcp(12, 3, "5a5a5a5a 41");
    CHECK(rig.sent() == Texts{"lcp code-rej 5b 0c0300095a5a5a5a41"});
  }

  TEST_CASE("echoes are sent at their interval; with four unanswered the link is dead: 829") {
    auto rig = opened();
    for (int i = 0; i < 10; ++i) {
      rig.advance(30s);
      REQUIRE(rig.sent().size() == 1);
      rig.lcp(kEchoReply, 0x5b, "00000000");
    }
    for (int i = 0; i < 4; ++i) {
      rig.advance(30s);
      CHECK(rig.sent().size() == 1);
    }
    rig.advance(29'999ms);
    CHECK(rig.link.is_network_open());
    rig.advance(1ms);
    CHECK_FALSE(rig.link.is_network_open());
    CHECK(rig.events().empty());
    rig.advance(500ms);
    CHECK(rig.events() == Texts{"LinkDown 829"});
    CHECK(rig.last_error.layer == Layer::kLcp);
  }

  TEST_CASE("our own echo, come back over a loop, does not count as a sign of life") {
    auto rig = opened();
    for (int i = 0; i < 5; ++i) {
      rig.advance(30s);
      rig.lcp(kEchoReply, 0x5b, "5a5a5a5a");
    }
    CHECK_FALSE(rig.link.is_network_open());
  }

  TEST_CASE("with an echo interval of 0 an open link waits for nothing") {
    auto options = dialling_options();
    options.lcp.echo_interval = 0ms;
    auto rig = opened(options);
    CHECK_FALSE(rig.link.poll_timeout());
  }

  TEST_CASE("the peer's Terminate-Request ends an open network: 629, after one restart interval") {
    auto rig = opened();
    rig.receive(kProtocolLcp, kTerminateRequest, 8, octets_of("Idle timeout"));
    CHECK(rig.sent() == Texts{"lcp term-ack 08"});
    CHECK_FALSE(rig.link.is_network_open());
    rig.advance(249ms);
    CHECK(rig.events().empty());
    rig.advance(1ms);
    CHECK(rig.events() == Texts{"LinkDown 629 'Idle timeout'"});
  }

  TEST_CASE("close terminates and reports its reason once the peer acknowledges") {
    auto rig = opened();
    rig.link.close(kHungUp, rig.now);
    CHECK(rig.events().empty());
    REQUIRE(rig.sent().size() == 1);
    rig.lcp(kTerminateAck, 0x5b);
    CHECK(rig.events() == Texts{"LinkDown 631"});
    CHECK(rig.sent().empty());
  }

  TEST_CASE("close is bounded when nobody answers: two Terminate-Requests, two intervals") {
    auto rig = opened();
    rig.link.close(kHungUp, rig.now);
    rig.link.close({ErrorCode::kLinkFailure, Layer::kLcp, "", "", 0}, rig.now);
    rig.advance(499ms);
    CHECK(rig.events().empty());
    rig.advance(1ms);
    CHECK(rig.sent().size() == 2);
    CHECK(rig.events() == Texts{"LinkDown 631"});
  }

  TEST_CASE("a lost line is reported at once, nothing is sent and nothing follows") {
    auto rig = opened();
    rig.lcp(kEchoRequest, 3, "01020304");
    rig.link.handle_line_down({ErrorCode::kNoConnection, Layer::kPort, "", "", 0}, rig.now);
    CHECK(rig.events() == Texts{"LinkDown 668"});
    rig.lcp(kConfigureRequest, 1, "");
    rig.link.close(kHungUp, rig.now);
    rig.link.handle_line_down(kHungUp, rig.now);
    rig.link.open(rig.now);
    rig.link.allow_authentication(rig.now);
    rig.advance(60s);
    CHECK(rig.sent().empty());
    CHECK(rig.events().empty());
    CHECK_FALSE(rig.link.poll_timeout());
    CHECK_FALSE(rig.link.is_network_open());
  }

  TEST_CASE("a line lost while we hang up keeps the reason of the hang-up") {
    auto rig = opened();
    rig.link.close(kHungUp, rig.now);
    rig.link.handle_line_down({ErrorCode::kNoConnection, Layer::kPort, "", "", 0}, rig.now);
    CHECK(rig.events() == Texts{"LinkDown 631"});
  }

  TEST_CASE("LCP renegotiated by the peer starts again with LcpOpened and reaches the network") {
    auto rig = opened();
    rig.lcp(kConfigureRequest, 2, "0506 12345678");
    CHECK_FALSE(rig.link.is_network_open());
    CHECK(rig.link.receive_accm() == 0xffffffff);
    CHECK(rig.sent() ==
          Texts{"lcp conf-req 5b 02=00000000 05=5a5a5a5a 07= 08=", "lcp conf-ack 02 05=12345678"});
    rig.ack(kProtocolLcp);
    CHECK(rig.sent() == Texts{"ipcp conf-req 5c 03=00000000"});
    rig.ipcp(kConfigureRequest, 9, "0306 0a000202");
    rig.ipcp(kConfigureNak, 0x5c, "0306 0a000210");
    rig.sent();
    rig.ack(kProtocolIpcp);
    CHECK(rig.events() == Texts{"LcpOpened none", "NetworkOpened 10.0.2.16 10.0.2.2"});
  }

  TEST_CASE("a Protocol-Reject of IPCP gives 733; before LCP is open it is discarded") {
    auto rig = network_phase();
    rig.sent();
    rig.lcp(kProtocolReject, 1, "8021 01010004");
    rig.advance(1s);
    CHECK(rig.events() == Texts{"LinkDown 733"});
    auto early = requesting();
    early.sent();
    early.lcp(kProtocolReject, 1, "8021 01010004");
    CHECK(early.sent().empty());
    CHECK(early.events().empty());
  }

  TEST_CASE("a Protocol-Reject of LCP itself ends the link, one of IPV6CP does not") {
    auto rig = opened();
    rig.lcp(kProtocolReject, 1, "8057 01010004");
    CHECK(rig.link.is_network_open());
    rig.lcp(kProtocolReject, 2, "c021 01010004");
    rig.advance(1s);
    CHECK(rig.events() == Texts{"LinkDown 733"});
  }
}
