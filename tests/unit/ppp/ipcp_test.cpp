#include "ppp/ipcp.hpp"

#include <doctest/doctest.h>

#include "link_states.hpp"

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::ppp;
using namespace dial::test;

namespace {

// In the network phase; our own first request is taken out.
LinkRig asking(LinkOptions options = dialling_options()) {
  auto rig = network_phase(std::move(options));
  rig.sent();
  return rig;
}

}  // namespace

TEST_SUITE("ppp::Ipcp") {
  TEST_CASE("we ask for an address and two name servers with 0.0.0.0 and take what is Nak'ed") {
    auto rig = network_phase();
    CHECK(rig.sent() == Texts{"ipcp conf-req 5a 03=00000000 81=00000000 83=00000000"});
    rig.ipcp(kConfigureNak, 0x5a, "0306 0a090101 8106 0a090035 8306 0a090036");
    CHECK(rig.sent() == Texts{"ipcp conf-req 5b 03=0a090101 81=0a090035 83=0a090036"});
    rig.ack(kProtocolIpcp);
    rig.ipcp(kConfigureRequest, 1, "0306 0a090001");
    CHECK(rig.events() == Texts{"NetworkOpened 10.9.1.1 10.9.0.1 dns 10.9.0.53 dns 10.9.0.54"});
  }

  TEST_CASE("rejected or unknown name servers are done without") {
    auto rig = asking();
    rig.ipcp(kConfigureReject, 0x5a, "8306 00000000");
    CHECK(rig.sent() == Texts{"ipcp conf-req 5b 03=00000000 81=00000000"});
    rig.ipcp(kConfigureNak, 0x5b, "0306 0a090101 8106 00000000");
    CHECK(rig.sent() == Texts{"ipcp conf-req 5c 03=0a090101"});
    rig.ack(kProtocolIpcp);
    rig.ipcp(kConfigureRequest, 1, "0306 0a090001");
    CHECK(rig.events() == Texts{"NetworkOpened 10.9.1.1 10.9.0.1"});
  }

  TEST_CASE("a peer that asks with 0.0.0.0 is Nak'ed with an address: configured or invented") {
    auto rig = asking();
    rig.ipcp(kConfigureRequest, 1, "0306 00000000");
    CHECK(rig.sent() == Texts{"ipcp conf-nak 01 03=0a404040"});
    auto options = dialling_options();
    options.ipcp.remote = {0x0a000202};
    auto configured = asking(options);
    configured.ipcp(kConfigureRequest, 1, "0306 00000000");
    CHECK(configured.sent() == Texts{"ipcp conf-nak 01 03=0a000202"});
  }

  TEST_CASE("the invented address is not our own") {
    auto options = dialling_options();
    options.ipcp.local = {0x0a404040};
    auto rig = asking(options);
    rig.ipcp(kConfigureRequest, 1, "0306 00000000");
    CHECK(rig.sent() == Texts{"ipcp conf-nak 01 03=0a404041"});
  }

  TEST_CASE("header compression, IP-Addresses and WINS are rejected") {
    auto rig = asking();
    rig.ipcp(kConfigureRequest, 1,
             "010a 0a000202 0a000203 0206 002d0f01 0306 0a000202 8206 00000000");
    CHECK(rig.sent() == Texts{"ipcp conf-rej 01 01=0a0002020a000203 02=002d0f01 82=00000000"});
  }

  TEST_CASE("an address option of a wrong length is Nak'ed with a whole one") {
    auto rig = asking();
    rig.ipcp(kConfigureRequest, 1, "0304 0a00");
    CHECK(rig.sent() == Texts{"ipcp conf-nak 01 03=0a404040"});
  }

  TEST_CASE("an empty request is asked for an address once, then accepted") {
    auto rig = asking();
    rig.ipcp(kConfigureRequest, 1, "");
    CHECK(rig.sent() == Texts{"ipcp conf-nak 01 03=00000000"});
    rig.ipcp(kConfigureRequest, 2, "");
    CHECK(rig.sent() == Texts{"ipcp conf-ack 02"});
    rig.ipcp(kConfigureNak, 0x5a, "0306 0a090101 8106 00000000 8306 00000000");
    rig.sent();
    rig.ack(kProtocolIpcp);
    CHECK(rig.events() == Texts{"NetworkOpened 10.9.1.1 10.64.64.64"});
  }

  TEST_CASE("an empty request is accepted at once where the peer's address is configured") {
    auto options = dialling_options();
    options.ipcp.remote = {0x0a000202};
    auto rig = asking(options);
    rig.ipcp(kConfigureRequest, 1, "");
    CHECK(rig.sent() == Texts{"ipcp conf-ack 01"});
  }

  TEST_CASE("a fixed remote address is insisted on, another is accepted where that is allowed") {
    auto options = answering_options();
    options.ipcp.accept_remote = false;
    auto rig = asking(options);
    rig.ipcp(kConfigureRequest, 1, "0306 0a0b0c0d");
    CHECK(rig.sent() == Texts{"ipcp conf-nak 01 03=0a090101"});
    auto lenient = asking(answering_options());
    lenient.ipcp(kConfigureRequest, 1, "0306 0a0b0c0d");
    CHECK(lenient.sent() == Texts{"ipcp conf-ack 01 03=0a0b0c0d"});
  }

  TEST_CASE("name servers are offered as far as there are any") {
    auto options = answering_options();
    options.ipcp.offer_name_servers.pop_back();
    auto rig = asking(options);
    rig.ipcp(kConfigureRequest, 1, "8106 00000000 8306 00000000");
    CHECK(rig.sent() == Texts{"ipcp conf-rej 01 83=00000000"});
    rig.ipcp(kConfigureRequest, 2, "8106 00000000");
    CHECK(rig.sent() == Texts{"ipcp conf-nak 02 81=0a090035"});
    rig.ipcp(kConfigureRequest, 3, "8106 0a090035");
    CHECK(rig.sent() == Texts{"ipcp conf-ack 03 81=0a090035"});
  }

  TEST_CASE("a rejected address gives 735") {
    auto rig = asking();
    rig.ipcp(kConfigureReject, 0x5a, "0306 00000000");
    rig.advance(1s);
    CHECK(rig.events() == Texts{"LinkDown 735"});
    CHECK(rig.last_error.layer == Layer::kNcp);
  }

  TEST_CASE("a fixed local address the peer keeps refusing gives 735, and is never given up") {
    auto options = dialling_options();
    options.ipcp.local = {0x0a010101};
    options.ipcp.accept_local = false;
    options.ipcp.request_name_servers = false;
    auto rig = asking(options);
    for (std::uint8_t id = 0x5a; id < 0x5c; ++id) {
      rig.ipcp(kConfigureNak, id, "0306 0a090101");
      CHECK(rig.sent().at(0).ends_with("03=0a010101"));
    }
    rig.ipcp(kConfigureNak, 0x5c, "0306 0a090101");
    rig.advance(1s);
    CHECK(rig.events() == Texts{"LinkDown 735"});
  }

  TEST_CASE("an acknowledged 0.0.0.0, or a Nak with it, gives 738") {
    auto rig = asking();
    rig.ipcp(kConfigureRequest, 1, "0306 0a090001");
    rig.ack(kProtocolIpcp);
    rig.advance(1s);
    CHECK(rig.events() == Texts{"LinkDown 738"});
    auto naked = asking();
    for (std::uint8_t id = 0x5a; id < 0x5d; ++id)
      naked.ipcp(kConfigureNak, id, "0306 00000000");
    naked.advance(1s);
    CHECK(naked.events() == Texts{"LinkDown 738"});
  }

  TEST_CASE("IPCP that is never answered gives 718 of the NCP layer") {
    auto rig = asking();
    rig.advance(28s);
    CHECK(rig.events() == Texts{"LinkDown 718"});
    CHECK(rig.last_error.layer == Layer::kNcp);
  }

  TEST_CASE("IPCP ended by the peer gives 736 in its words, before and after it was open") {
    auto rig = asking();
    rig.ipcp(kConfigureRequest, 1, "0306 0a090001");
    rig.receive(kProtocolIpcp, kTerminateRequest, 2, octets_of("no address"));
    rig.advance(1s);
    CHECK(rig.events() == Texts{"LinkDown 736 'no address'"});
    auto open = opened();
    open.receive(kProtocolIpcp, kTerminateRequest, 2, octets_of("bye"));
    CHECK(open.sent() == Texts{"ipcp term-ack 02"});
    CHECK(open.events() == Texts{"NetworkClosed 736 'bye'"});
    CHECK_FALSE(open.link.is_network_open());
    open.advance(1s);
    CHECK(open.events() == Texts{"LinkDown 736 'bye'"});
  }

  TEST_CASE("IPCP negotiated anew by the peer closes the network and opens it again") {
    auto rig = opened();
    rig.ipcp(kConfigureRequest, 5, "0306 0a000203");
    CHECK(rig.events() == Texts{"NetworkClosed 736"});
    rig.ipcp(kConfigureNak, 0x5c, "0306 0a000210");
    rig.sent();
    rig.ack(kProtocolIpcp);
    CHECK(rig.events() == Texts{"NetworkOpened 10.0.2.16 10.0.2.3"});
  }
}
