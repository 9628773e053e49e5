#include <doctest/doctest.h>

#include <random>

#include "ppp/packet.hpp"
#include "support/ppp_pair.hpp"

using namespace std::chrono_literals;
using namespace dial;
using namespace dial::ppp;
using namespace dial::test;

TEST_SUITE("ppp::Link") {
  TEST_CASE("two links open the network over a perfect wire in no time, with every method") {
    for (const auto method : {AuthenticationMethod::kNone, AuthenticationMethod::kPap,
                              AuthenticationMethod::kChapMd5}) {
      CAPTURE(authentication_name(method));
      PppPair pair(dialling_options(), answering_options(method));
      pair.allow_all();
      pair.open();
      REQUIRE(pair.run_until_open());
      CHECK(pair.now == TimePoint{});
      const auto& projection = pair.a.find<NetworkOpened>()->projection;
      CHECK(to_string(projection.local) == "10.9.1.1");
      CHECK(to_string(projection.remote) == "10.9.0.1");
      CHECK(projection.name_servers == std::vector<Ipv4Address>{{0x0a090035}, {0x0a090036}});
      CHECK(projection.authentication == authentication_name(method));
      CHECK(projection.mru == 1500);
      CHECK(pair.a.count<NetworkOpened>() == 1);
      CHECK(pair.b.count<NetworkOpened>() == 1);
      CHECK(to_string(pair.b.find<NetworkOpened>()->projection.remote) == "10.9.1.1");
      const std::size_t asked = method == AuthenticationMethod::kNone ? 0 : 1;
      CHECK(pair.a.count<AuthenticationSucceeded>() == asked);
      CHECK(pair.b.count<AuthenticationSucceeded>() == asked);
    }
  }

  TEST_CASE("a lost first Configure-Request of either side costs one restart interval") {
    for (const bool of_dialling : {true, false}) {
      PppPair pair(dialling_options(), answering_options(AuthenticationMethod::kChapMd5));
      bool lost = false;
      pair.wire = [&](const PppEnd& from, const OutFrame&) {
        const bool lose = !lost && (&from == &pair.a) == of_dialling;
        lost = lost || lose;
        return lose ? 0U : 1U;
      };
      pair.allow_all();
      pair.open();
      REQUIRE(pair.run_until_open());
      CHECK(pair.now <= TimePoint{} + 250ms);
    }
  }

  TEST_CASE("against a passive side the first request opens everything without waiting") {
    auto answering = answering_options(AuthenticationMethod::kPap);
    answering.passive = true;
    PppPair pair(dialling_options(), std::move(answering));
    pair.allow_all();
    pair.open();
    REQUIRE(pair.run_until_open());
    CHECK(pair.now == TimePoint{});
  }

  TEST_CASE("a round trip far beyond the restart interval still converges") {
    PppPair pair(dialling_options(), answering_options(AuthenticationMethod::kChapMd5));
    pair.delay = 350ms;
    pair.allow_all();
    pair.open();
    REQUIRE(pair.run_until_open());
    CHECK(pair.now < TimePoint{} + 30s);
  }

  TEST_CASE("two links open the network, or say why not, over a wire that loses and doubles") {
    unsigned opened = 0;
    for (unsigned seed = 0; seed < 200; ++seed) {
      CAPTURE(seed);
      const auto method = static_cast<AuthenticationMethod>(seed % 3);
      PppPair pair(dialling_options(), answering_options(method));
      std::mt19937 dice(seed);
      pair.wire = [&](const PppEnd&, const OutFrame&) {
        const auto throw_ = dice() % 10;
        return throw_ < 2 ? 0U : throw_ == 9 ? 2U : 1U;
      };
      pair.delay = Duration(seed % 20);
      pair.allow_all();
      pair.open();
      const bool open = pair.run_until_open(120s);
      REQUIRE(pair.steps < PppPair::kMaxSteps);
      opened += open ? 1 : 0;
      CHECK((open || pair.a.is_down() || pair.b.is_down()));
    }
    CHECK(opened >= 190);
  }

  TEST_CASE("whatever the wire does, a closed link is down within its bound and then silent") {
    for (unsigned seed = 0; seed < 60; ++seed) {
      CAPTURE(seed);
      PppPair pair(dialling_options(), answering_options(AuthenticationMethod::kPap));
      std::mt19937 dice(seed);
      pair.wire = [&](const PppEnd&, const OutFrame&) { return dice() % 3; };
      pair.allow_all();
      pair.open();
      pair.run(Duration(seed * 50));
      pair.a.link.close({ErrorCode::kUserDisconnection, Layer::kManager, "", "", 0}, pair.now);
      const auto bound = pair.now + 500ms;
      REQUIRE(pair.run(500ms, [&] { return pair.a.is_down(); }));
      CHECK(pair.now <= bound);
      REQUIRE(pair.a.is_down());
      CHECK(pair.a.count<LinkDown>() == 1);
      const auto sent = pair.a.sent.size();
      pair.run(120s);
      CHECK(pair.a.sent.size() == sent);
      CHECK(std::holds_alternative<LinkDown>(pair.a.events.back()));
    }
  }

  TEST_CASE("one side hangs up: it gives its own reason, the other 629") {
    PppPair pair(dialling_options(), answering_options());
    pair.allow_all();
    pair.open();
    REQUIRE(pair.run_until_open());
    pair.a.link.close({ErrorCode::kUserDisconnection, Layer::kManager, "", "", 0}, pair.now);
    pair.run(1s);
    REQUIRE(pair.a.is_down());
    REQUIRE(pair.b.is_down());
    CHECK(pair.a.find<LinkDown>()->error.code == ErrorCode::kUserDisconnection);
    CHECK(pair.b.find<LinkDown>()->error.code == ErrorCode::kRemoteDisconnection);
  }

  TEST_CASE("a wrong secret ends both sides with 691") {
    for (const auto method : {AuthenticationMethod::kPap, AuthenticationMethod::kChapMd5}) {
      auto dialling = dialling_options();
      dialling.authentication.password = Secret("wrong");
      PppPair pair(std::move(dialling), answering_options(method));
      pair.allow_all();
      pair.open();
      pair.run(5s);
      for (const auto* end : {&pair.a, &pair.b}) {
        REQUIRE(end->is_down());
        CHECK(end->count<AuthenticationFailed>() == 1);
        CHECK(end->count<NetworkOpened>() == 0);
        CHECK(end->find<LinkDown>()->error.code == ErrorCode::kAuthenticationFailure);
      }
    }
  }

  TEST_CASE("both sides may demand authentication of each other") {
    auto dialling = dialling_options();
    dialling.authentication.require = AuthenticationMethod::kChapMd5;
    dialling.authentication.secret_of = [](std::string_view name) -> std::optional<Secret> {
      return name == "isp" ? std::optional(Secret("isp-secret")) : std::nullopt;
    };
    auto answering = answering_options(AuthenticationMethod::kChapMd5);
    answering.authentication.user = "isp";
    answering.authentication.password = Secret("isp-secret");
    PppPair pair(std::move(dialling), std::move(answering));
    pair.allow_all();
    pair.open();
    CHECK(pair.run_until_open());
    CHECK(pair.a.count<AuthenticationSucceeded>() == 1);
  }

  TEST_CASE("a peer that rejects every option still gets a link, with the defaults") {
    PppPair pair(dialling_options(), answering_options());
    pair.a.link.allow_authentication(pair.now);
    pair.a.link.open(pair.now);
    const auto request = pair.a.link.poll_frame();
    REQUIRE(request);
    auto reject = request->information;
    reject[0] = kConfigureReject;
    pair.a.link.handle_frame(kProtocolLcp, reject, pair.now);
    const auto empty = pair.a.link.poll_frame();
    REQUIRE(empty);
    CHECK(empty->information.size() == 4);
    auto ack = empty->information;
    ack[0] = kConfigureAck;
    pair.a.link.handle_frame(kProtocolLcp, ack, pair.now);
    pair.a.link.handle_frame(kProtocolLcp, build_packet(kConfigureRequest, 1, {}), pair.now);
    CHECK(std::holds_alternative<LcpOpened>(*pair.a.link.poll_event()));
    CHECK(pair.a.link.receive_accm() == 0xffffffff);
  }
}
