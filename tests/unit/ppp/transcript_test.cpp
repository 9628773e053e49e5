// Dialogues recorded with pppd 2.4.9 and slirp-fullbolt at the far end, as frames.
#include <doctest/doctest.h>

#include "link_states.hpp"

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::ppp;
using namespace dial::test;

namespace {

// pppd's Configure-Request: <asyncmap 0x0> <auth …> <magic 0xfaa1d07c> <pcomp> <accomp>.
LinkRig against_pppd(std::string_view authentication) {
  auto rig = requesting();
  rig.link.allow_authentication(rig.now);
  rig.link.allow_network(rig.now);
  rig.sent();
  rig.lcp(kConfigureRequest, 1,
          "0206 00000000" + std::string(authentication) + "0506 faa1d07c 0702 0802");
  rig.ack(kProtocolLcp);
  return rig;
}

void open_ipcp_of_pppd(LinkRig& rig) {
  rig.ipcp(kConfigureRequest, 1, "0206 002d0f01 0306 0a090001");
  CHECK(rig.sent() == Texts{"ipcp conf-rej 01 02=002d0f01"});
  rig.ipcp(kConfigureNak, 0x5a, "0306 0a090101 8106 0a090035 8306 0a090036");
  CHECK(rig.sent() == Texts{"ipcp conf-req 5b 03=0a090101 81=0a090035 83=0a090036"});
  rig.ipcp(kConfigureRequest, 2, "0306 0a090001");
  CHECK(rig.sent() == Texts{"ipcp conf-ack 02 03=0a090001"});
  rig.ack(kProtocolIpcp);
  CHECK(rig.events() == Texts{"NetworkOpened 10.9.1.1 10.9.0.1 dns 10.9.0.53 dns 10.9.0.54"});
}

}  // namespace

TEST_SUITE("ppp::Link against recorded peers") {
  TEST_CASE("pppd with require-pap") {
    auto rig = against_pppd("0304 c023");
    CHECK(rig.events() == Texts{"LcpOpened pap"});
    rig.receive_raw(kProtocolPap, "02 01 000d 08 4c6f67696e206f6b");
    CHECK(rig.events() == Texts{"AuthenticationSucceeded 'Login ok'"});
    rig.sent();
    open_ipcp_of_pppd(rig);
  }

  TEST_CASE("pppd with require-chap: a challenge of 17 octets, CCP and IPV6CP beside it") {
    auto rig = against_pppd("0305 c22305");
    rig.receive_raw(kProtocolChap, "01 1e 0019 11 c5d3480000000000000000000000000000 697370");
    rig.receive_raw(kProtocolChap, "03 1e 0012 416363657373206772616e746564");
    CHECK(rig.events() == Texts{"LcpOpened chap-md5", "AuthenticationSucceeded 'Access granted'"});
    rig.sent();
    rig.receive_raw(0x80fd, "01 01 000f 1a04 7800 1804 7800 1503 2f");
    rig.receive_raw(0x8057, "01 01 000e 010a d004aa79e8b0ba99");
    CHECK(rig.sent() == Texts{"lcp proto-rej 5b 80fd0101000f1a0478001804780015032f",
                              "lcp proto-rej 5c 80570101000e010ad004aa79e8b0ba99"});
    open_ipcp_of_pppd(rig);
  }

  TEST_CASE("pppd with a wrong password: Failure, then its Terminate-Request") {
    auto rig = against_pppd("0305 c22305");
    rig.receive_raw(kProtocolChap, "01 1e 0019 11 c5d3480000000000000000000000000000 697370");
    rig.receive_raw(kProtocolChap, "04 1e 0011 4163636573732064656e696564");
    rig.receive(kProtocolLcp, kTerminateRequest, 3, octets_of("Authentication failed"));
    rig.lcp(kTerminateAck, 0x5b);
    CHECK(rig.events() == Texts{"LcpOpened chap-md5", "AuthenticationFailed 691 'Access denied'",
                                "LinkDown 691 'Access denied'"});
  }

  TEST_CASE(
      "slirp: asks with 0.0.0.0 and VJ, sends an empty CCP request, never names a second "
      "name server") {
    auto rig = requesting();
    rig.link.allow_authentication(rig.now);
    rig.link.allow_network(rig.now);
    rig.sent();
    rig.lcp(kConfigureRequest, 1, "0104 05dc 0506 1234abcd 0702 0802");
    rig.ack(kProtocolLcp);
    rig.sent();
    rig.ipcp(kConfigureRequest, 1, "0306 00000000 0206 002d0f01");
    rig.receive_raw(0x80fd, "01 01 0004");
    CHECK(rig.sent() == Texts{"ipcp conf-rej 01 02=002d0f01", "lcp proto-rej 5b 80fd01010004"});
    rig.ipcp(kConfigureNak, 0x5a, "0306 0a00020f 8106 c0a80101");
    CHECK(rig.sent() == Texts{"ipcp conf-req 5b 03=0a00020f 81=c0a80101 83=00000000"});
    rig.ipcp(kConfigureRequest, 2, "0306 00000000");
    CHECK(rig.sent() == Texts{"ipcp conf-nak 02 03=0a404040"});
    rig.ipcp(kConfigureRequest, 3, "0306 0a404040");
    CHECK(rig.sent() == Texts{"ipcp conf-ack 03 03=0a404040"});
    rig.ack(kProtocolIpcp);
    CHECK(rig.events() ==
          Texts{"LcpOpened none", "NetworkOpened 10.0.2.15 10.64.64.64 dns 192.168.1.1"});
  }
}
