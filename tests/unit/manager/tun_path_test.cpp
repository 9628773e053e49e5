#include "manager/tun_path.hpp"

#include <doctest/doctest.h>
#include <net/if.h>

#include <cstdlib>
#include <vector>

#include "unit/uv/loop.hpp"

using namespace dial;
using manager::TunPath;

namespace {

Projection some_projection() {
  Projection projection;
  projection.local = *parse_ipv4("10.64.0.2");
  projection.remote = *parse_ipv4("10.64.0.1");
  projection.mru = 1500;
  return projection;
}

}  // namespace

TEST_SUITE("manager::TunPath") {
  TEST_CASE("an interface that somebody removes is reported once, and the rest closes") {
    uv::TestLoop loop;
    std::vector<Error> lost;
    profile::Profile profile;
    profile.ip.interface = "dial0";
    TunPath path(
        std::make_shared<net::System>(loop, net::Settings{}), profile, [](Octets) {},
        [&](Error error) { lost.push_back(std::move(error)); }, [] { return Statistics(); });
    REQUIRE(path.configure(some_projection()));
    loop.settle();
    CHECK(lost.empty());
    REQUIRE(if_nametoindex("dial0") != 0);
    if (std::system("ip link delete dial0") != 0) return;  // no ip(8) here
    CHECK(loop.run_until([&] { return !lost.empty(); }));
    loop.settle();
    REQUIRE(lost.size() == 1);
    CHECK(lost.front().code == ErrorCode::kLinkFailure);
    CHECK(lost.front().layer == Layer::kNetwork);
    CHECK(lost.front().context.find("dial0") != std::string::npos);
    bool closed = false;
    path.close([&] { closed = true; });
    CHECK(loop.run_until([&] { return closed; }));
  }
}
