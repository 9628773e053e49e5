// What a connection is to the machine, with interfaces of the real kernel.
#include "net/link.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "support/temporary_folder.hpp"
#include "sys/tun.hpp"
#include "unit/net/named_space.hpp"
#include "unit/uv/loop.hpp"

using namespace dial;
using namespace dial::net;

namespace {

Projection some_projection(std::uint16_t mru = 1500) {
  return {.local = *parse_ipv4("10.64.0.2"),
          .remote = *parse_ipv4("10.64.0.1"),
          .name_servers = {*parse_ipv4("10.64.0.53")},
          .mru = mru};
}

struct Bench {
  Bench() {
    profile.name = "isp";
    profile.ip.dns = profile::DnsWay::kFile;
  }
  Result<> up(const Projection& projection = some_projection()) {
    link.emplace(system, profile, [] { return Statistics(); });
    auto opened = link->make_interface();
    if (!opened) return std::unexpected(opened.error());
    tun = std::move(*opened);
    return link->up(tun.interface, projection);
  }
  sys::LinkState state() { return network().find_link(tun.interface).value(); }
  const sys::Network& network() { return *system->own_place().value().network; }

  uv::TestLoop loop;
  test::TemporaryFolder folder;
  std::vector<std::string> logged;
  std::shared_ptr<System> system = std::make_shared<System>(
      loop, Settings{.runtime_directory = folder.path(),
                     .name_spaces = folder / "netns",
                     .log = [this](const std::string&, const std::string& text) {
                       logged.push_back(text);
                     }});
  profile::Profile profile;
  sys::Tun tun;
  std::optional<Link> link;
};

using Routes = std::vector<sys::LinkRoute>;

}  // namespace

TEST_SUITE("net::Link") {
  TEST_CASE("an interface is called what the profile says, or the first number that is free") {
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"dialN", "isp", "dial0"},
        {"pppN", "isp", "ppp0"},
        {"name", "isp", "isp"},
        {"name", "1000/home", "home"},
        {"uplink", "isp", "uplink"}};
    for (const auto& [interface, name, called] : cases) {
      Bench bench;
      bench.profile.name = name;
      bench.profile.ip.interface = interface;
      const auto made = Link(bench.system, bench.profile, {}).make_interface();
      REQUIRE(made);
      CHECK(made->interface == called);
    }
    Bench bench;
    bench.profile.ip.interface = "pppN";
    const auto taken = sys::Tun::open("ppp0");
    REQUIRE(bench.up());
    CHECK(bench.tun.interface == "ppp1");
  }

  TEST_CASE("whose an interface is stands in its alias, as much of it as the kernel takes") {
    Bench bench;
    bench.profile.name = std::string(250, 'n');
    REQUIRE(bench.up());
    CHECK(bench.state().alias == "diald: " + std::string(248, 'n'));
  }

  TEST_CASE("the MTU is the smaller one of ours and the peer's MRU") {
    const std::tuple<std::optional<std::uint16_t>, std::uint16_t, unsigned> cases[] = {
        {std::nullopt, 1500, 1500},
        {std::nullopt, 1400, 1400},
        {1442, 1492, 1442},
        {1492, 1442, 1442},
        {68, 1500, 68}};
    for (const auto& [ours, peers, mtu] : cases) {
      Bench bench;
      bench.profile.ppp.mtu = ours;
      REQUIRE(bench.up(some_projection(peers)));
      CHECK(bench.state().mtu == mtu);
    }
  }

  TEST_CASE("an MRU that is renegotiated is the interface's MTU, and the interface stays") {
    Bench bench;
    bench.profile.ppp.mtu = 1492;
    bench.profile.ip.default_route = true;
    REQUIRE(bench.up(some_projection(1500)));
    const unsigned index = bench.state().index;
    const Projection smaller = some_projection(1300);
    REQUIRE(bench.link->has_addresses_of(smaller));
    REQUIRE(bench.link->change(smaller));
    CHECK(bench.state().mtu == 1300);
    REQUIRE(bench.link->change(some_projection(1500)));
    CHECK(bench.state().mtu == 1492);
    CHECK(bench.state().index == index);
    CHECK(bench.network().routes(index).value().size() == 1);
    Projection moved = some_projection();
    moved.local = *parse_ipv4("10.64.0.3");
    CHECK_FALSE(bench.link->has_addresses_of(moved));
  }

  TEST_CASE("routes have their own metric or the profile's, the MSS, and our protocol alone") {
    Bench bench;
    bench.profile.ip.default_route = true;
    bench.profile.ip.metric = 700;
    bench.profile.ip.mss = 1200;
    bench.profile.ip.routes = {"10.1.0.0/16", "192.0.2.7 metric 50"};
    REQUIRE(bench.up());
    auto found = bench.network().routes(bench.state().index).value();
    Routes wanted{
        {.network = {}, .prefix_length = 0, .metric = 700, .advertised_mss = 1200},
        {.network = {0x0a010000}, .prefix_length = 16, .metric = 700, .advertised_mss = 1200},
        {.network = {0xc0000207}, .prefix_length = 32, .metric = 50, .advertised_mss = 1200}};
    std::ranges::sort(found);
    std::ranges::sort(wanted);
    CHECK(found == wanted);
    CHECK(bench.state().alias == "diald: isp");
  }

  TEST_CASE("without a default route in the profile there is none") {
    Bench bench;
    REQUIRE(bench.up());
    CHECK(bench.network().routes(bench.state().index).value().empty());
  }

  TEST_CASE("what stands in the journal while it is up is out of it when it is down") {
    Bench bench;
    bench.profile.ip.default_route = true;
    REQUIRE(bench.up());
    CHECK(bench.folder.text("resolv.conf").find("nameserver 10.64.0.53") != std::string::npos);
    bench.link->down();
    CHECK_FALSE(bench.folder.has("resolv.conf"));
    bool is_idle = false;
    bench.system->when_idle([&] { is_idle = true; });
    REQUIRE(bench.loop.run_until([&] { return is_idle; }));
    bench.link.reset();
    bench.system.reset();
    CHECK(std::filesystem::is_empty(bench.folder / "journal"));
  }

  TEST_CASE("what is taken away when it is down does not come back") {
    Bench bench;
    bench.profile.ip.default_route = true;
    REQUIRE(bench.up());
    const unsigned index = bench.state().index;
    bench.link->down();
    const sys::LinkRoute route{.network = {}, .prefix_length = 0};
    REQUIRE(bench.network().remove_route(index, route));
    bench.loop.settle();
    CHECK(bench.network().routes(index).value().empty());
  }

  TEST_CASE("servers that the profile names stand in place of the peer's") {
    Bench bench;
    bench.profile.ip.dns_servers = {"9.9.9.9"};
    REQUIRE(bench.up());
    const std::string text = bench.folder.text("resolv.conf");
    CHECK(text.find("nameserver 9.9.9.9\n") != std::string::npos);
    CHECK(text.find("10.64.0.53") == std::string::npos);
  }

  TEST_CASE("a VRF that is not there is an error that says how to make it") {
    Bench bench;
    bench.profile.ip.vrf = "red";
    const auto up = bench.up();
    REQUIRE_FALSE(up);
    CHECK(up.error().context.find("ip link add red type vrf") != std::string::npos);
    bench.profile.ip.vrf = "lo";
    const auto other = bench.up();
    REQUIRE_FALSE(other);
    CHECK(other.error().context.find("lo is no VRF device") != std::string::npos);
  }

  TEST_CASE("in a VRF the interface is its port, and the routes stand in its table") {
    Bench bench;
    if (std::system("ip link add red type vrf table 77 2>/dev/null && ip link set red up") != 0) {
      MESSAGE("this kernel has no VRF");
      return;
    }
    bench.profile.ip.vrf = "red";
    bench.profile.ip.default_route = true;
    REQUIRE(bench.up());
    CHECK(bench.network().routes(bench.state().index).value() ==
          Routes{{.network = {}, .prefix_length = 0, .table = 77}});
  }

  TEST_CASE("in a name space it has all it has, and nothing is left in ours") {
    Bench bench;
    const sys::Fd space = test::make_space(bench.folder / "netns", "blue");
    bench.profile.ip.name_space = "blue";
    bench.profile.ip.default_route = true;
    REQUIRE(bench.up(some_projection(1400)));
    const std::string name = bench.tun.interface;
    CHECK_FALSE(bench.network().find_link(name));
    const auto there = sys::Network::open_in(space.get());
    REQUIRE(there);
    const auto link = there->find_link(name);
    REQUIRE(link);
    CHECK(link->mtu == 1400);
    CHECK(link->is_up);
    CHECK(link->alias == "diald: isp");
    CHECK(there->addresses(link->index).value().size() == 1);
    CHECK(there->routes(link->index).value().size() == 1);
    CHECK(bench.folder.has("resolv.conf." + name));
    REQUIRE(there->remove_route(link->index, {.network = {}, .prefix_length = 0}));
    CHECK(bench.loop.run_until([&] { return there->routes(link->index).value().size() == 1; }));
    bench.link->down();
    CHECK_FALSE(bench.folder.has("resolv.conf." + name));
  }

  TEST_CASE("a name space that is not there is an error that says how to make it") {
    Bench bench;
    bench.profile.ip.name_space = "none";
    const auto up = bench.up();
    REQUIRE_FALSE(up);
    CHECK(up.error().context.find("ip netns add none") != std::string::npos);
  }
}
