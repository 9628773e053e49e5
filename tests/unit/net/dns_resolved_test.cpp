#include "net/dns_resolved.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <optional>

#include "net/dns.hpp"
#include "support/resolver_stub.hpp"
#include "support/temporary_folder.hpp"
#include "unit/uv/loop.hpp"

using namespace dial;
using namespace dial::net;
using test::PrivateBus, test::ResolverStub;

namespace {

using Lines = std::vector<std::string>;

DnsEntry some_entry() {
  return {.interface = "ppp0",
          .index = 7,
          .entry = "isp",
          .servers = {*parse_ipv4("10.0.2.3"), *parse_ipv4("10.0.2.4")},
          .search = {"example.org", "~corp.example", "~."},
          .is_default = true};
}

const Lines kTold{"SetLinkDNS 7 10.0.2.3 10.0.2.4", "SetLinkDomains 7 example.org ~corp.example ~.",
                  "SetLinkDefaultRoute 7 yes"};

struct Bench {
  Bench() {
    settings.log = [this](const std::string&, const std::string& text) { logged.push_back(text); };
  }
  void start_stub(bool refuses = false) {
    stub.emplace(loop, [this](const std::string& call) { heard.push_back(call); }, refuses);
    REQUIRE(stub->is_there());
  }
  bool has_bus() const {
    if (!bus.is_there()) MESSAGE("no dbus-daemon here");
    return bus.is_there();
  }
  bool hears(const Lines& wanted) {
    return loop.run_until([&] { return heard == wanted; });
  }

  PrivateBus bus;
  test::TemporaryFolder folder;
  uv::TestLoop loop;
  Lines heard;
  Lines logged;
  Settings settings;
  std::optional<ResolverStub> stub;
};

}  // namespace

TEST_SUITE("net::Resolved") {
  TEST_CASE("a link's servers, domains and whether it is for everything are told, and reverted") {
    Bench bench;
    if (!bench.has_bus()) return;
    bench.start_stub();
    Dns dns(bench.loop, bench.settings, nullptr);
    dns.set(some_entry());
    CHECK(bench.hears(kTold));
    bench.heard.clear();
    dns.remove("ppp0");
    CHECK(bench.hears({"RevertLink 7"}));
    CHECK(bench.logged.empty());
  }

  TEST_CASE("one that is started again is told again") {
    Bench bench;
    if (!bench.has_bus()) return;
    bench.start_stub();
    Dns dns(bench.loop, bench.settings, nullptr);
    dns.set(some_entry());
    REQUIRE(bench.hears(kTold));
    bench.stub.reset();
    bench.loop.settle();
    bench.heard.clear();
    bench.start_stub();
    CHECK(bench.hears(kTold));
  }

  TEST_CASE("one that comes late is told, and others who were told instead forget it") {
    Bench bench;
    if (!bench.has_bus()) return;
    bench.settings.runtime_directory = bench.folder.path();
    auto journal = std::move(*Journal::open(bench.folder / "journal", [](const std::string&) {}));
    Dns dns(bench.loop, bench.settings, journal.get());
    dns.set(some_entry());
    REQUIRE(bench.loop.run_until([&] { return bench.folder.has("resolv.conf"); }));
    CHECK(journal->size() == 1);
    bench.start_stub();
    CHECK(bench.hears(kTold));
    CHECK_FALSE(bench.folder.has("resolv.conf"));
    CHECK(journal->size() == 0);
  }

  TEST_CASE("a link that is not the way to everywhere has its own domains only") {
    Bench bench;
    if (!bench.has_bus()) return;
    bench.start_stub();
    Dns dns(bench.loop, bench.settings, nullptr);
    DnsEntry entry = some_entry();
    entry.is_default = false;
    entry.search = {"~corp.example"};
    dns.set(entry);
    CHECK(bench.hears({"SetLinkDNS 7 10.0.2.3 10.0.2.4", "SetLinkDomains 7 ~corp.example",
                       "SetLinkDefaultRoute 7 no"}));
  }

  TEST_CASE("a refusal is told in its own words, and nothing else happens") {
    Bench bench;
    if (!bench.has_bus()) return;
    bench.start_stub(true);
    Dns dns(bench.loop, bench.settings, nullptr);
    dns.set(some_entry());
    REQUIRE(bench.loop.run_until([&] { return bench.logged.size() == 3; }));
    CHECK(bench.logged[0] == "systemd-resolved refuses SetLinkDNS: the link is managed");
  }

  TEST_CASE("who wants none, or has no server, tells nobody") {
    Bench bench;
    if (!bench.has_bus()) return;
    bench.start_stub();
    Dns dns(bench.loop, bench.settings, nullptr);
    DnsEntry entry = some_entry();
    entry.way = profile::DnsWay::kNone;
    dns.set(entry);
    entry = some_entry();
    entry.interface = "ppp1";
    entry.servers.clear();
    dns.set(entry);
    entry = some_entry();
    entry.interface = "ppp2";
    entry.index = 9;
    dns.set(entry);  // by whose calls the others' would have come
    REQUIRE(bench.loop.run_until([&] { return bench.heard.size() >= 3; }));
    CHECK(bench.heard[0].starts_with("SetLinkDNS 9 "));
  }

  TEST_CASE("without a bus the file is written at once, and a bus that goes away changes nothing") {
    Bench bench;
    bench.settings.runtime_directory = bench.folder.path();
    auto journal = std::move(*Journal::open(bench.folder / "journal", [](const std::string&) {}));
    ::setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/no/such/bus", 1);
    Dns dns(bench.loop, bench.settings, journal.get());
    dns.set(some_entry());
    CHECK(bench.folder.has("resolv.conf"));
    dns.remove("ppp0");
    CHECK_FALSE(bench.folder.has("resolv.conf"));
  }
}
