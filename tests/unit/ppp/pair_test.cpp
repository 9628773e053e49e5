#include <doctest/doctest.h>

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
}
