// Names of interfaces, where links of one machine stand in more than one name space.
#include <doctest/doctest.h>

#include <map>

#include "net/link.hpp"
#include "support/temporary_folder.hpp"
#include "unit/net/named_space.hpp"
#include "unit/uv/loop.hpp"

using namespace dial;
using namespace dial::net;

namespace {

constexpr char kBlues[] = "10.64.0.53";
constexpr char kOurs[] = "10.64.1.53";

struct Bench {
  Bench() = default;
  // The link of that profile, which is called so.
  Result<std::string> up(const std::string& entry, const std::string& space,
                         const std::string& server = kBlues,
                         const std::string& interface = "dialN") {
    profile::Profile profile;
    profile.name = entry;
    profile.ip.interface = interface;
    profile.ip.name_space = space;
    profile.ip.dns = profile::DnsWay::kFile;
    profile.ip.dns_servers = {server};
    auto& line = lines[entry];
    line.link = std::make_unique<Link>(system, profile, [] { return Statistics(); });
    auto made = line.link->make_interface();
    if (!made) return std::unexpected(made.error());
    line.tun = std::move(*made);
    if (auto up = line.link->up(line.tun.interface, agreed); !up)
      return std::unexpected(up.error());
    return line.tun.interface;
  }
  void down(const std::string& entry) { lines.erase(entry); }

  struct Line {
    sys::Tun tun;
    std::unique_ptr<Link> link;
  };
  Projection agreed{.local = *parse_ipv4("10.64.0.2"), .remote = *parse_ipv4("10.64.0.1")};
  uv::TestLoop loop;
  test::TemporaryFolder folder;
  sys::Fd blue = test::make_space(folder / "netns", "blue");
  sys::Fd red = test::make_space(folder / "netns", "red");
  sys::Network there = std::move(sys::Network::open_in(blue.get()).value());
  std::shared_ptr<System> system = std::make_shared<System>(
      loop, Settings{.runtime_directory = folder.path(), .name_spaces = folder / "netns"});
  std::map<std::string, Line> lines;
};

}  // namespace

TEST_SUITE("net::Link, its name") {
  TEST_CASE("two links are up in one name space, and each has its name") {
    Bench bench;
    CHECK(bench.up("a", "blue") == "dial0");
    CHECK(bench.up("c", "blue") == "dial1");
    CHECK(bench.there.find_link("dial0")->alias == "diald: a");
    CHECK(bench.there.find_link("dial1")->alias == "diald: c");
  }

  TEST_CASE("no two links have one name, wherever they are, and each keeps its name servers") {
    Bench bench;
    CHECK(bench.up("a", "blue", kBlues) == "dial0");
    CHECK(bench.up("b", "", kOurs) == "dial1");
    CHECK(bench.up("d", "red") == "dial2");
    CHECK(bench.folder.text("resolv.conf.dial0").find(kBlues) != std::string::npos);
    CHECK(bench.folder.text("resolv.conf").find(kOurs) != std::string::npos);
    bench.down("a");
    CHECK_FALSE(bench.folder.has("resolv.conf.dial0"));
    CHECK(bench.folder.text("resolv.conf").find(kOurs) != std::string::npos);
    CHECK(bench.up("e", "") == "dial0");
  }

  TEST_CASE("a number that somebody else has in the name space is passed over") {
    Bench bench;
    sys::Tun foreign;
    REQUIRE(sys::run_in_name_space(bench.blue.get(),
                                   [&] { foreign = std::move(sys::Tun::open("dial0").value()); }));
    CHECK(bench.up("a", "blue") == "dial1");
    const auto named = bench.up("c", "blue", kBlues, "dial0");
    REQUIRE_FALSE(named);
    CHECK(named.error().code == ErrorCode::kNoIpAdapter);
    CHECK(named.error().context ==
          "there is an interface dial0 in the name space blue: write another `interface` in the "
          "profile");
  }

  TEST_CASE("a name that another profile's link has is refused by that profile's name") {
    Bench bench;
    CHECK(bench.up("a", "blue", kBlues, "uplink") == "uplink");
    const auto refused = bench.up("b", "", kOurs, "uplink");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::kNoIpAdapter);
    CHECK(refused.error().context ==
          "the interface uplink is that of the profile a: write another `interface` in the "
          "profile");
    bench.down("a");
    CHECK(bench.up("b", "", kOurs, "uplink") == "uplink");
  }

  TEST_CASE("a link that is taken over has its name, and it is promised to it before that") {
    Bench bench;
    const auto promised = bench.system->hold_name("dial0", "a");
    CHECK(bench.up("b", "") == "dial1");
    sys::Tun kept = std::move(sys::Tun::open("dial2").value());
    profile::Profile profile;
    profile.name = "c";
    auto& line = bench.lines["c"];
    line.link = std::make_unique<Link>(bench.system, profile, [] { return Statistics(); });
    REQUIRE(line.link->take_over("dial2", bench.agreed));
    REQUIRE(bench.system->holder_of("dial2"));
    CHECK(bench.system->holder_of("dial2")->entry == "c");
    CHECK(bench.up("d", "blue") == "dial3");
    bench.down("c");
    CHECK_FALSE(bench.system->holder_of("dial2"));
  }

  TEST_CASE("a link that did not come up leaves its name to others") {
    Bench bench;
    profile::Profile profile;
    profile.name = "a";
    profile.ip.vrf = "none";
    Link link(bench.system, profile, [] { return Statistics(); });
    const auto made = link.make_interface();
    REQUIRE(made);
    REQUIRE_FALSE(link.up(made->interface, bench.agreed));
    CHECK_FALSE(bench.system->holder_of(made->interface));
  }
}
