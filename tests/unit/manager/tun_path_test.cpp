#include "manager/tun_path.hpp"

#include <doctest/doctest.h>
#include <net/if.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "sys/tun.hpp"
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

class TestPath {
 public:
  explicit TestPath(uv::TestLoop& loop)
      : path_(
            std::make_shared<net::System>(loop, net::Settings{}), profile(), [](Octets) {},
            [](Error) {}, [] { return Statistics(); }) {}
  TunPath* operator->() { return &path_; }

 private:
  static profile::Profile profile() {
    profile::Profile profile;
    profile.ip.interface = "dial0";
    return profile;
  }
  TunPath path_;
};

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

  TEST_CASE(
      "new addresses are a new interface of the same name, whoever has the old one's descriptor") {
    uv::TestLoop loop;
    TestPath path(loop);
    REQUIRE(path->configure(some_projection()));
    const unsigned first = path->index();
    CHECK(first == if_nametoindex("dial0"));
    const sys::Fd kept(::dup(path->descriptor()));
    Projection other = some_projection();
    other.local = *parse_ipv4("10.64.0.3");
    REQUIRE(path->configure(other));
    CHECK(path->index() != first);
    CHECK(path->index() == if_nametoindex("dial0"));
  }

  TEST_CASE("a name that another path has is refused by its profile's name, until it is free") {
    uv::TestLoop loop;
    const auto system = std::make_shared<net::System>(loop, net::Settings{});
    const auto make = [&](const std::string& name) {
      profile::Profile profile;
      profile.name = name;
      profile.ip.interface = "uplink";
      return std::make_unique<TunPath>(
          system, profile, [](Octets) {}, [](const Error&) {}, [] { return Statistics(); });
    };
    const auto first = make("office");
    const auto second = make("isp");
    REQUIRE(first->configure(some_projection()));
    const auto refused = second->configure(some_projection());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kNoIpAdapter);
    CHECK(refused.error().context.find("is that of the profile office") != std::string::npos);
    CHECK(second->interface().empty());
    bool closed = false;
    first->close([&] { closed = true; });
    REQUIRE(loop.run_until([&] { return closed; }));
    CHECK(second->configure(some_projection()));
  }

  TEST_CASE("a path goes on with the interface that another has left, and with none that is gone") {
    uv::TestLoop loop;
    sys::Fd kept;
    sys::Fd gone;
    unsigned index = 0;
    {
      TestPath path(loop);
      REQUIRE(path->configure(some_projection()));
      index = path->index();
      kept = sys::Fd(::dup(path->descriptor()));
      gone = sys::Fd(::dup(path->descriptor()));
      CHECK(sys::is_tun(kept.get()));
    }
    REQUIRE(if_nametoindex("dial0") == index);
    {
      TestPath path(loop);
      REQUIRE(path->take_over(std::move(kept), some_projection()));
      CHECK(path->index() == index);
      CHECK(path->interface() == "dial0");
      CHECK(path->configure(some_projection()));  // the same addresses: the same interface
      CHECK(path->index() == index);
    }
    if (std::system("ip link delete dial0") != 0) return;  // no ip(8) here
    CHECK(sys::is_tun(gone.get()));
    TestPath path(loop);
    const auto refused = path->take_over(std::move(gone), some_projection());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kLinkFailure);
    CHECK(path->index() == 0);
  }
}
