#include <doctest/doctest.h>

#include "link_states.hpp"

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::ppp;
using namespace dial::test;

TEST_SUITE("ppp::Link establishes") {
  TEST_CASE("one request is sent on open and no other before the restart interval has passed") {
    auto rig = requesting();
    CHECK(rig.sent() == Texts{kOurRequest});
    rig.advance(249ms);
    CHECK(rig.sent().empty());
    rig.advance(1ms);
    CHECK(rig.sent() == Texts{kOurRequest});
  }

  TEST_CASE(
      "a passive link is silent until the peer's request, and then asks and answers at once") {
    auto options = dialling_options();
    options.passive = true;
    auto rig = requesting(options);
    rig.advance(60s);
    CHECK(rig.sent().empty());
    CHECK_FALSE(rig.link.poll_timeout());
    rig.lcp(kConfigureRequest, 1, "0702");
    CHECK(rig.sent() == Texts{kOurRequest, "lcp conf-ack 01 07="});
  }

  TEST_CASE("a passive link that heard nothing closes without a word") {
    auto options = dialling_options();
    options.passive = true;
    auto rig = requesting(options);
    rig.link.close(kHungUp, rig.now);
    CHECK(rig.sent().empty());
    CHECK(rig.events() == Texts{"LinkDown 631"});
  }

  TEST_CASE("a peer that is never heard gives 721, one that falls silent 718") {
    auto rig = requesting();
    rig.advance(60s);
    CHECK(rig.sent().size() == 10);
    CHECK(rig.events() == Texts{"LinkDown 721"});
    CHECK_FALSE(rig.link.has_heard_peer());
    auto heard = requesting();
    heard.lcp(kConfigureRequest, 1, "");
    heard.advance(60s);
    CHECK(heard.events() == Texts{"LinkDown 718"});
    CHECK(heard.link.has_heard_peer());
  }

  TEST_CASE("unknown options are rejected, a zero magic number is Nak'ed") {
    auto rig = requesting();
    rig.sent();
    rig.lcp(kConfigureRequest, 1, "0d03 06 0104 05dc 1304 aabb");
    CHECK(rig.sent() == Texts{"lcp conf-rej 01 0d=06 13=aabb"});
    rig.lcp(kConfigureRequest, 2, "0506 00000000");
    CHECK(rig.sent() == Texts{"lcp conf-nak 02 05=5a5a5a5a"});
  }

  TEST_CASE("known options of a wrong length are Nak'ed with a right one") {
    auto rig = requesting();
    rig.sent();
    rig.lcp(kConfigureRequest, 1, "0103 05 0204 0000 0703 00 0502");
    CHECK(rig.sent() == Texts{"lcp conf-nak 01 01=05dc 02=00000000 07= 05=5a5a5a5a"});
    rig.lcp(kConfigureRequest, 2, "0104 0040");
    CHECK(rig.sent() == Texts{"lcp conf-nak 02 01=0080"});
  }

  TEST_CASE("what the peer rejects is not asked for again; what it adds to the ACCM is taken") {
    auto rig = requesting();
    rig.sent();
    rig.lcp(kConfigureReject, 0x5a, "0506 5a5a5a5a 0802");
    CHECK(rig.sent() == Texts{"lcp conf-req 5b 02=00000000 07="});
    rig.lcp(kConfigureNak, 0x5b, "0206 000a0000");
    CHECK(rig.sent() == Texts{"lcp conf-req 5c 02=000a0000 07="});
    rig.lcp(kConfigureRequest, 1, "0206 00000001 0702 0104 0400");
    rig.ack(kProtocolLcp);
    CHECK(rig.events() == Texts{"LcpOpened none"});
    CHECK(rig.link.receive_accm() == 0x000a0000);
    CHECK(rig.link.transmit_mru() == 1024);
    const auto framing = rig.link.transmit_framing(kProtocolIpcp);
    CHECK(framing.accm == 1);
    CHECK(framing.compress_protocol);
    CHECK_FALSE(framing.compress_address);
  }

  TEST_CASE("LCP itself is framed in full even when everything was negotiated") {
    auto rig = established(dialling_options(), "0206 00000000 0702 0802");
    CHECK(rig.link.transmit_framing(kProtocolIpv4).accm == 0);
    const auto framing = rig.link.transmit_framing(kProtocolLcp);
    CHECK(framing.accm == 0xffffffff);
    CHECK_FALSE(framing.compress_address);
    CHECK_FALSE(framing.compress_protocol);
  }

  TEST_CASE("an MRU other than the default is asked for, and lowered when the peer says so") {
    auto options = dialling_options();
    options.lcp.mru = 1200;
    auto rig = requesting(options);
    CHECK(rig.sent() == Texts{"lcp conf-req 5a 01=04b0 02=00000000 05=5a5a5a5a 07= 08="});
    rig.lcp(kConfigureNak, 0x5a, "0104 05dc");
    CHECK(rig.sent() == Texts{"lcp conf-req 5b 01=04b0 02=00000000 05=5a5a5a5a 07= 08="});
    rig.lcp(kConfigureNak, 0x5b, "0104 0240");
    CHECK(rig.sent() == Texts{"lcp conf-req 5c 01=0240 02=00000000 05=5a5a5a5a 07= 08="});
  }

  TEST_CASE("a looped line is found out after a few of our own requests: 737") {
    Link link(dialling_options(), seeded_random(7));
    TimePoint now{};
    link.open(now);
    unsigned frames = 0;
    unsigned naks = 0;
    while (const auto frame = link.poll_frame()) {
      REQUIRE(++frames < 100);
      if (frame->information[0] == kConfigureNak) ++naks;
      link.handle_frame(frame->protocol, frame->information, now);
    }
    CHECK(naks == 4);
    const auto event = link.poll_event();
    REQUIRE(event);
    CHECK(std::get<LinkDown>(*event).error.code == ErrorCode::kPppLoopbackDetected);
    CHECK_FALSE(link.poll_event());
  }

  TEST_CASE(
      "a Terminate-Request in the negotiation is answered and ends it: 719 in the peer's words") {
    auto rig = requesting();
    rig.lcp(kConfigureRequest, 1, "0702");
    rig.sent();
    rig.receive(kProtocolLcp, kTerminateRequest, 9, octets_of("no modem pool"));
    const auto sent = rig.sent();
    REQUIRE(sent.size() == 2);
    CHECK(sent[0] == "lcp term-ack 09");
    CHECK(sent[1].starts_with("lcp term-req 5b"));
    rig.lcp(kTerminateAck, 0x5b);
    CHECK(rig.events() == Texts{"LinkDown 719 'no modem pool'"});
  }

  TEST_CASE("a Terminate-Request left over from the last call does not stop the negotiation") {
    auto rig = requesting();
    rig.sent();
    rig.lcp(kTerminateRequest, 9);
    CHECK(rig.sent() == Texts{"lcp term-ack 09"});
    CHECK(rig.events().empty());
    rig.lcp(kConfigureRequest, 1, "");
    rig.ack(kProtocolLcp);
    CHECK(rig.events() == Texts{"LcpOpened none"});
  }

  TEST_CASE("a peer that Naks for ever gives 732, one that rejects Configure-Requests 733") {
    auto rig = requesting();
    for (std::uint8_t id = 0x5a; id < 0x5a + 40; ++id)
      rig.lcp(kConfigureNak, id, "0506 00000001");
    CHECK(rig.events() == Texts{"LinkDown 732"});
    auto rejected = requesting();
    rejected.lcp(kCodeReject, 1, "015a0004");
    CHECK(rejected.events() == Texts{"LinkDown 733"});
  }

  TEST_CASE("a Code-Reject of Echo-Request, which is optional, ends nothing") {
    auto rig = opened();
    rig.lcp(kCodeReject, 1, "09010008 00000000");
    CHECK(rig.sent().empty());
    CHECK(rig.link.is_network_open());
  }

  TEST_CASE("frames of other protocols before LCP is open are discarded") {
    auto rig = requesting();
    rig.sent();
    rig.ipcp(kConfigureRequest, 1, "0306 0a000202");
    rig.receive(0x8057, kConfigureRequest, 1, {});
    CHECK(rig.sent().empty());
  }

  TEST_CASE("the peer's Nak of the ACCM adds to what we asked it to escape ourselves") {
    auto options = dialling_options();
    options.lcp.accm = 1;
    auto rig = requesting(options);
    CHECK(rig.sent() == Texts{"lcp conf-req 5a 02=00000001 05=5a5a5a5a 07= 08="});
    rig.lcp(kConfigureNak, 0x5a, "0206 000a0000");
    CHECK(rig.sent() == Texts{"lcp conf-req 5b 02=000a0001 05=5a5a5a5a 07= 08="});
  }
}
