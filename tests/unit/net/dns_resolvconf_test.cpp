#include "net/dns_resolvconf.hpp"

#include <doctest/doctest.h>

#include "net/dns.hpp"
#include "support/temporary_folder.hpp"
#include "sys/files.hpp"
#include "unit/uv/loop.hpp"

using namespace dial;
using namespace dial::net;

namespace {

DnsEntry some_entry() {
  return {.interface = "ppp0",
          .index = 7,
          .entry = "isp",
          .servers = {*parse_ipv4("10.0.2.3"), *parse_ipv4("10.0.2.4")},
          .search = {"example.org", "~corp.example"},
          .is_default = true,
          .way = profile::DnsWay::kResolvconf};
}

constexpr char kAdded[] =
    "-a ppp0.dial\nnameserver 10.0.2.3\nnameserver 10.0.2.4\nsearch example.org\n";
constexpr char kRemoved[] = "-d ppp0.dial\n";

struct Bench {
  test::TemporaryFolder folder;
  std::vector<std::string> logged;
  std::string program(const std::string& more = "") {
    folder.write("resolvconf",
                 "#!/bin/sh\n{ echo \"$*\"; cat; } >> " + folder / "said" + "\n" + more, 0755);
    return folder / "resolvconf";
  }
  std::string said() { return sys::read_file(folder / "said").value_or(""); }
  Resolvconf::Log log() {
    return [this](const std::string&, const std::string& text) { logged.push_back(text); };
  }
  Settings settings() {
    return {.runtime_directory = folder.path(), .resolvconf = program(), .log = log()};
  }
};

}  // namespace

TEST_SUITE("net::Resolvconf") {
  TEST_CASE("a record of the link's is added with its lines, and removed, in that order") {
    Bench bench;
    uv::TestLoop loop;
    Resolvconf resolvconf(loop, bench.program("sleep 0.1"), bench.log());
    CHECK(resolvconf.is_there());
    resolvconf.set(some_entry());
    resolvconf.remove(some_entry(), [](bool) {});
    const std::string wanted = std::string(kAdded) + kRemoved;
    CHECK(loop.run_until([&] { return bench.said() == wanted; }));
    CHECK(bench.logged.empty());
  }

  TEST_CASE("one that fails is told by name") {
    Bench bench;
    uv::TestLoop loop;
    Resolvconf resolvconf(loop, bench.program("exit 1"), bench.log());
    resolvconf.set(some_entry());
    REQUIRE(loop.run_until([&] { return !bench.logged.empty(); }));
    CHECK(bench.logged[0].ends_with("/resolvconf ended with status 1"));
  }

  TEST_CASE("it is noted in the journal before, and a killed process's record is removed") {
    Bench bench;
    uv::TestLoop loop;
    const Settings settings = bench.settings();
    auto journal = std::move(*Journal::open(bench.folder / "journal", [](const std::string&) {}));
    Dns dns(loop, settings, journal.get());
    dns.set(some_entry());
    CHECK(journal->size() == 1);
    dns.remove("ppp0");
    CHECK(journal->size() == 1);  // until the record has been removed
    const std::string both = std::string(kAdded) + kRemoved;
    REQUIRE(loop.run_until([&] { return journal->size() == 0; }));
    CHECK(bench.said() == both);
    CHECK(dns.is_idle());
    dns.undo({.kind = "dns", .values = {{"way", {"resolvconf"}}, {"interface", {"ppp0"}}}});
    CHECK(journal->size() == 1);
    CHECK_FALSE(dns.is_idle());
    REQUIRE(loop.run_until([&] { return journal->size() == 0; }));
    CHECK(bench.said() == both + kRemoved);
  }

  TEST_CASE("a record that could not be removed stays noted until it has been") {
    Bench bench;
    uv::TestLoop loop;
    const Settings settings = bench.settings();
    auto journal = std::move(*Journal::open(bench.folder / "journal", [](const std::string&) {}));
    Dns dns(loop, settings, journal.get());
    dns.set(some_entry());
    bench.program("exit 1");
    dns.remove("ppp0");
    REQUIRE(loop.run_until([&] { return dns.is_idle(); }));
    CHECK(journal->size() == 1);
    bench.program();
    dns.undo({.kind = "dns", .values = {{"way", {"resolvconf"}}, {"interface", {"ppp0"}}}});
    REQUIRE(journal->size() == 2);
    REQUIRE(loop.run_until([&] { return dns.is_idle(); }));
    CHECK(journal->size() == 1);  // the one that the next process finds
  }

  TEST_CASE("servers of a link that is not the way to everywhere are not everybody's") {
    Bench bench;
    uv::TestLoop loop;
    const Settings settings = bench.settings();
    auto journal = std::move(*Journal::open(bench.folder / "journal", [](const std::string&) {}));
    Dns dns(loop, settings, journal.get());
    DnsEntry entry = some_entry();
    entry.is_default = false;
    dns.set(entry);
    CHECK(journal->size() == 0);
    entry.is_explicit = true;  // but if the profile names them, they are
    dns.set(entry);
    CHECK(journal->size() == 1);
    dns.remove("ppp0");
    const std::string both = std::string(kAdded) + kRemoved;
    CHECK(loop.run_until([&] { return bench.said() == both; }));
  }

  TEST_CASE("where the profile names it and it is not there, that is said") {
    Bench bench;
    uv::TestLoop loop;
    Settings settings = bench.settings();
    settings.resolvconf = "/no/such/resolvconf";
    auto journal = std::move(*Journal::open(bench.folder / "journal", [](const std::string&) {}));
    Dns dns(loop, settings, journal.get());
    dns.set(some_entry());
    CHECK(journal->size() == 0);
    REQUIRE(bench.logged.size() == 1);
    CHECK(bench.logged[0].find("no resolvconf") != std::string::npos);
  }

  TEST_CASE("without a journal, which could undo it, it is told nothing") {
    Bench bench;
    uv::TestLoop loop;
    const Settings settings = bench.settings();
    Dns dns(loop, settings, nullptr);
    dns.set(some_entry());
    loop.settle();
    dns.remove("ppp0");
    loop.settle();
    CHECK(bench.said().empty());
  }
}
