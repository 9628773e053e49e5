#pragma once

#include <doctest/doctest.h>

#include <string_view>
#include <utility>

#include "support/ppp_pair.hpp"
#include "support/ppp_text.hpp"

// A LinkRig in each phase, with what it sent on the way taken out.
namespace dial::test {

using namespace dial::ppp;

inline constexpr const char* kOurRequest = "lcp conf-req 5a 02=00000000 05=5a5a5a5a 07= 08=";
inline const Error kHungUp{ErrorCode::kUserDisconnection, Layer::kManager, "", "", 0};

inline LinkRig requesting(LinkOptions options = dialling_options()) {
  LinkRig rig(std::move(options));
  rig.link.open(rig.now);
  return rig;
}

// LCP is open; the peer asked for nothing but `peer_options`. Nothing else is allowed yet.
inline LinkRig established(LinkOptions options = dialling_options(),
                           std::string_view peer_options = "") {
  auto rig = requesting(std::move(options));
  rig.sent();
  rig.lcp(kConfigureRequest, 1, peer_options);
  rig.ack(kProtocolLcp);
  REQUIRE(rig.events().size() == 1);
  rig.sent();
  return rig;
}

inline LinkRig network_phase(LinkOptions options = dialling_options()) {
  auto rig = established(std::move(options));
  rig.link.allow_authentication(rig.now);
  rig.link.allow_network(rig.now);
  return rig;
}

// The network is open: 10.0.2.15 was given to us, the peer is 10.0.2.2.
inline LinkRig opened(LinkOptions options = dialling_options()) {
  options.ipcp.request_name_servers = false;
  auto rig = network_phase(std::move(options));
  CHECK(rig.sent() == Texts{"ipcp conf-req 5a 03=00000000"});
  rig.ipcp(kConfigureRequest, 1, "0306 0a000202");
  rig.ipcp(kConfigureNak, 0x5a, "0306 0a00020f");
  rig.sent();
  rig.ack(kProtocolIpcp);
  REQUIRE(rig.events() == Texts{"NetworkOpened 10.0.2.15 10.0.2.2"});
  REQUIRE(rig.link.is_network_open());
  return rig;
}

}  // namespace dial::test
