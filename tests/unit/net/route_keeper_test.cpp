#include "net/route_keeper.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "sys/tun.hpp"
#include "unit/uv/loop.hpp"

using namespace dial;
using namespace dial::net;

namespace {

constexpr Ipv4Address kLocal{0x0a00020f};
constexpr Ipv4Address kRemote{0x0a000202};
const sys::LinkRoute kEverywhere{.network = {}, .prefix_length = 0, .metric = 70};
const sys::LinkRoute kOffice{.network = {0x0a010000}, .prefix_length = 16, .metric = 50};

// An interface of somebody else's.
struct Foreign {
  explicit Foreign(const sys::Network& network) {
    REQUIRE(network.bring_up(network.find_link(tun.interface).value().index, 1500));
  }
  sys::Tun tun = std::move(sys::Tun::open("foreign%d").value());
};

bool run(const std::string& command) {
  return std::system(command.c_str()) == 0;
}

struct Bench {
  explicit Bench(Duration pause = RouteKeeper::kRetry) : retry(pause) {
    REQUIRE(network->bring_up(link, 1500));
    keeper.emplace(
        loop, network, watch, [this](const std::string& text) { logged.push_back(text); }, retry);
  }
  Result<> keep() {
    return keeper->keep(
        link, {.address = {.local = kLocal, .remote = kRemote}, .routes = {kEverywhere, kOffice}});
  }
  std::size_t routes() { return network->routes(link).value().size(); }
  bool has_all() {
    return loop.run_until([this] { return routes() == 2; });
  }

  uv::TestLoop loop;
  sys::Tun tun = std::move(sys::Tun::open("keep%d").value());
  std::shared_ptr<const sys::Network> network =
      std::make_shared<sys::Network>(std::move(sys::Network::open().value()));
  unsigned link = network->find_link(tun.interface).value().index;
  std::shared_ptr<LinkWatch> watch =
      std::move(LinkWatch::make(loop, sys::NetworkWatch::open()).value());
  std::vector<std::string> logged;
  Duration retry;
  std::optional<RouteKeeper> keeper;
};

}  // namespace

TEST_SUITE("net::RouteKeeper") {
  TEST_CASE("a route that somebody takes away comes back, and that is said") {
    Bench bench;
    REQUIRE(bench.keep());
    REQUIRE(bench.routes() == 2);
    REQUIRE(bench.network->remove_route(bench.link, kOffice));
    CHECK(bench.has_all());
    REQUIRE(bench.logged.size() == 1);
    CHECK(bench.logged[0].find("10.1.0.0/16 metric 50") != std::string::npos);
    CHECK(bench.logged[0].find("default") == std::string::npos);
  }

  TEST_CASE("who takes it away again and again is met later each time") {
    Bench bench;
    REQUIRE(bench.keep());
    REQUIRE(bench.network->remove_route(bench.link, kOffice));
    REQUIRE(bench.has_all());
    REQUIRE(bench.network->remove_route(bench.link, kOffice));
    bench.loop.settle();
    CHECK(bench.routes() == 1);
    const auto taken = [&] {
      uv_update_time(bench.loop);
      const auto before = uv::now_on(bench.loop);
      CHECK(bench.has_all());
      uv_update_time(bench.loop);
      return uv::now_on(bench.loop) - before;
    };
    CHECK(taken() > Duration(500));
    REQUIRE(bench.network->remove_route(bench.link, kOffice));
    bench.loop.settle();
    CHECK(taken() > Duration(1'500));
  }

  TEST_CASE("a link that is put down and up again has its address and routes back") {
    Bench bench;
    REQUIRE(bench.keep());
    const std::string name = bench.tun.interface;
    if (std::system(("ip link set " + name + " down").c_str()) != 0) return;  // no ip(8) here
    bench.loop.settle();
    CHECK(bench.routes() == 0);
    CHECK(bench.logged.empty());
    REQUIRE(std::system(("ip link set " + name + " up").c_str()) == 0);
    CHECK(bench.has_all());
  }

  TEST_CASE("an address that somebody flushes comes back, and the routes with it") {
    Bench bench;
    REQUIRE(bench.keep());
    if (std::system(("ip addr flush dev " + bench.tun.interface).c_str()) != 0) return;
    const auto is_back = [&] {
      return !bench.network->addresses(bench.link).value().empty() && bench.routes() == 2;
    };
    CHECK(bench.loop.run_until(is_back));
  }

  TEST_CASE("what has taken the place of a route is left alone, and that is said once") {
    Bench bench;
    REQUIRE(bench.keep());
    // One call each: no turn of the loop is between them.
    const std::string name = bench.tun.interface;
    if (std::system(("ip route del 10.1.0.0/16 metric 50 && ip route add 10.1.0.0/16 dev " + name +
                     " metric 50 proto static")
                        .c_str()) != 0)
      return;
    CHECK(bench.loop.run_until([&] { return !bench.logged.empty(); }));
    REQUIRE(bench.network->set_alias(bench.link, "something happens"));
    bench.loop.settle();
    CHECK(bench.routes() == 1);
    REQUIRE(bench.logged.size() == 1);
    CHECK(bench.logged[0].find("10.1.0.0/16 metric 50") != std::string::npos);
  }

  TEST_CASE("a route that is replaced is missed, left alone, and back when that one is deleted") {
    Bench bench;
    REQUIRE(bench.keep());
    const Foreign foreign(*bench.network);
    const std::string route = " default metric 70 dev " + foreign.tun.interface;
    bench.loop.settle();                           // that of before has been heard
    if (!run("ip route replace" + route)) return;  // no ip(8) here
    REQUIRE(bench.loop.run_until([&] { return bench.logged.size() == 1; }));
    CHECK(
        bench.logged[0].starts_with("a route of ours is gone: adding the route default metric 70"));
    CHECK(bench.routes() == 1);
    REQUIRE(run("ip route del" + route));  // it is still there
    CHECK(bench.has_all());
    REQUIRE(bench.logged.size() == 2);
    CHECK(bench.logged[1].find("the route default metric 70: it is back") != std::string::npos);
  }

  TEST_CASE("it is back, too, when the other one went with its interface, of which nobody tells") {
    Bench bench(Duration(100));
    REQUIRE(bench.keep());
    const Foreign foreign(*bench.network);
    bench.loop.settle();  // that of before has been heard
    if (!run("ip route replace default metric 70 dev " + foreign.tun.interface)) return;
    REQUIRE(bench.loop.run_until([&] { return bench.logged.size() == 1; }));
    REQUIRE(run("ip link set " + foreign.tun.interface + " down"));
    CHECK(bench.has_all());
  }

  TEST_CASE(
      "routes of others that change all the time wake it once a second, and the last one does") {
    Bench bench;
    bench.loop.settle();
    int told = 0;
    bench.watch->watch(bench.link, [&] { ++told; });
    const Foreign foreign(*bench.network);
    const std::string route = "ip route replace 10.9.0.0/16 dev " + foreign.tun.interface + " mtu ";
    if (!run(route + "1000") || !run(route + "1001")) return;
    REQUIRE(bench.loop.run_until([&] { return told == 1; }));
    const TimePoint first = uv::now_on(bench.loop);
    REQUIRE(run(route + "1002"));
    REQUIRE(bench.loop.run_until([&] { return told == 2; }));
    CHECK(uv::now_on(bench.loop) - first >= Duration(1'000));
  }

  TEST_CASE("when it stops to keep, nothing comes back") {
    Bench bench;
    REQUIRE(bench.keep());
    bench.keeper.reset();
    REQUIRE(bench.network->remove_route(bench.link, kOffice));
    bench.loop.settle();
    CHECK(bench.routes() == 1);
    CHECK(bench.logged.empty());
  }

  TEST_CASE("a route that another one keeps out is an error that says what to do") {
    Bench bench;
    const sys::Tun other = std::move(sys::Tun::open("keep%d").value());
    const unsigned index = bench.network->find_link(other.interface).value().index;
    REQUIRE(bench.network->bring_up(index, 1500));
    REQUIRE(bench.network->add_route(index, kEverywhere));
    const auto kept = bench.keep();
    REQUIRE_FALSE(kept);
    CHECK(kept.error().context.find("has that metric") != std::string::npos);
    CHECK(bench.network->routes(index).value().size() == 1);
  }
}
