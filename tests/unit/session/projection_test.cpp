// What each protocol came to, at each moment of a dial (RasGetProjectionInfo).
#include <doctest/doctest.h>

#include "support/session_rig.hpp"

using namespace dial;
using test::SessionRig;
using namespace std::chrono_literals;

namespace {

constexpr std::uint16_t kLcp = 0xc021;  // PPP numbers of IANA
constexpr std::uint16_t kIpcp = 0x8021;

void check(const SessionRig& rig, ErrorCode lcp, ErrorCode ipcp) {
  const auto records = rig.session.projections();
  REQUIRE(records.size() == 2);
  CHECK(records[0].protocol == kLcp);
  CHECK(records[0].error.code == lcp);
  CHECK(records[1].protocol == kIpcp);
  CHECK(records[1].error.code == ipcp);
}

}  // namespace

TEST_SUITE("session::Session, projection") {
  TEST_CASE("each protocol is too early until it is negotiated, and stays as it was at the end") {
    SessionRig::Options options;
    options.acknowledges = false;
    options.peer = test::demanding(ppp::AuthenticationMethod::kPap);
    options.peer.lcp.mru = 1400;
    SessionRig rig(options);
    check(rig, ErrorCode::kProjectionNotComplete, ErrorCode::kProjectionNotComplete);
    rig.dial();
    while (!rig.has_heard(State::kAllDevicesConnected))
      rig.acknowledge_all();
    check(rig, ErrorCode::kProjectionNotComplete, ErrorCode::kProjectionNotComplete);
    while (!rig.has_heard(State::kAuthenticate))
      rig.acknowledge_all();
    check(rig, ErrorCode::kSuccess, ErrorCode::kProjectionNotComplete);
    while (!rig.has_heard(State::kConnected))
      rig.acknowledge_all();
    rig.acknowledge_all();
    for (const bool up : {true, false}) {
      CAPTURE(up);
      if (!up) {
        rig.session.hang_up({.code = ErrorCode::kUserDisconnection}, true, rig.now);
        rig.settle();
        rig.wait(10s);
        REQUIRE(rig.session.is_ended());
      }
      check(rig, ErrorCode::kSuccess, ErrorCode::kSuccess);
      const auto records = rig.session.projections();
      CHECK(records[0].values.authentication == "pap");
      CHECK(records[0].values.mru == 1400);
      CHECK_FALSE(records[0].values.local);
      CHECK(records[1].values.local == *parse_ipv4("10.9.0.2"));
      CHECK(records[1].values.remote == *parse_ipv4("10.9.0.1"));
      CHECK(records[1].values.authentication.empty());
    }
  }

  TEST_CASE("what a dial that failed had not come to is not negotiated") {
    SessionRig::Options options;
    options.settings.link.authentication.password = Secret("wrong");
    options.peer = test::demanding(ppp::AuthenticationMethod::kPap);
    SessionRig refused(options);
    refused.dial();
    refused.wait(30s);
    REQUIRE(refused.session.is_ended());
    check(refused, ErrorCode::kSuccess, ErrorCode::kProtocolNotConfigured);

    SessionRig::Options busy;
    busy.answers["ATDT5551234"] = "\r\nBUSY\r\n";
    SessionRig unanswered(busy);
    unanswered.dial();
    unanswered.wait(30s);
    REQUIRE(unanswered.session.is_ended());
    check(unanswered, ErrorCode::kProtocolNotConfigured, ErrorCode::kProtocolNotConfigured);
  }
}
