// What diald may not do itself, done by the real dial-helper in a process of its own. Most of it
// needs root, who alone can own files that are root's.
#include "net/helper.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "net/system.hpp"
#include "net/undo.hpp"
#include "support/helper_process.hpp"
#include "sys/resolver_file.hpp"
#include "unit/helper/root_folder.hpp"
#include "unit/uv/loop.hpp"

using namespace dial;
using namespace dial::net;
using dial::test::can_own_as_root;
using dial::test::HelperProcess;
namespace fs = std::filesystem;

namespace {

constexpr char kTheirs[] = "# mine\nnameserver 192.0.2.1\n";

struct Bench {
  Bench() {
    for (const char* name : {"ip-up.d", "ip-down.d", "hooks"})
      fs::create_directory(folder / name);
  }
  helper::Settings helper_settings() const {
    return {.hooks = {folder / "hooks", folder / "ip-up.d", folder / "ip-down.d"},
            .resolver = folder / "etc",
            .resolvconf = folder / "resolvconf"};
  }
  Settings settings() {
    return {.runtime_directory = folder / "run",
            .resolv_conf = folder / "etc",
            .resolvconf = folder / "resolvconf",
            .hook_directory = folder.path(),
            .helper = folder / "helper",
            .log = [this](const std::string&, const std::string& text) { logged.push_back(text); }};
  }
  // Notes its name, what it is given, and the words of `note`.
  std::string hook(const std::string& path, const std::string& more = "") const {
    const std::string name = path.substr(path.rfind('/') + 1);
    folder.script(path, "echo " + name + " $1 $IFNAME $PPP_IPPARAM $(id -u) >> " +
                            (folder / "said") + "\n" + more);
    return folder / path;
  }
  static HookCall call(HookStage stage, const std::string& program = "") {
    return {.stage = stage,
            .entry = "isp",
            .program = program,
            .arguments = {"dial0"},
            .environment = {"PATH=/nowhere", "IFNAME=dial0", "PPP_IPPARAM=a b"},
            .limit = Duration(10'000)};
  }
  bool wait(System& system) {
    bool is_idle = false;
    system.when_idle([&] { is_idle = true; });
    return loop.run_until([&] { return is_idle; });
  }
  bool logs(const std::string& text) const {
    return std::ranges::any_of(logged,
                               [&](const auto& line) { return line.find(text) != line.npos; });
  }

  test::RootFolder folder;
  uv::TestLoop loop;
  std::vector<std::string> logged;
};

DnsEntry some_entry(profile::DnsWay way, const std::string& server = "10.0.2.3") {
  return {.interface = "dial0",
          .index = 7,
          .entry = "isp",
          .servers = {*parse_ipv4(server)},
          .search = {"example.org", "~corp.example"},
          .is_default = true,
          .way = way};
}

}  // namespace

TEST_SUITE("net::Helper, hooks") {
  TEST_CASE("hooks run by it, with what pppd gives them, those of an entry one after the other") {
    if (!can_own_as_root()) return;
    Bench bench;
    const HelperProcess helper(bench.folder / "helper", bench.helper_settings());
    System system(bench.loop, bench.settings());
    bench.hook("ip-up.d/machine", "sleep 0.1");
    bench.hook("ip-down.d/machine");
    const std::string own = bench.hook("hooks/own");
    std::vector<std::string> done;
    system.hooks().run(Bench::call(HookStage::kUp, own), [&] { done.emplace_back("up"); });
    system.hooks().run(Bench::call(HookStage::kDown, own), [&] { done.emplace_back("down"); });
    CHECK(done.empty());
    REQUIRE(bench.wait(system));
    CHECK(done == std::vector<std::string>{"up", "down"});
    CHECK(bench.folder.text("said") ==
          "machine dial0 dial0 a b 0\nown dial0 dial0 a b 0\nown dial0 dial0 a b 0\n"
          "machine dial0 dial0 a b 0\n");
    CHECK(bench.logged.empty());
  }

  TEST_CASE(
      "a hook that fails, takes too long or is not to be run is told, and the next one runs") {
    if (!can_own_as_root()) return;
    Bench bench;
    const HelperProcess helper(bench.folder / "helper", bench.helper_settings());
    System system(bench.loop, bench.settings());
    bench.hook("ip-up.d/1bad", "exit 3");
    bench.hook("ip-up.d/2killed", "kill -9 $$");
    bench.hook("ip-up.d/3stuck", "sleep 1000");
    bench.folder.script("elsewhere", "touch " + (bench.folder / "ran"));
    HookCall call = Bench::call(HookStage::kUp, bench.folder / "elsewhere");
    call.limit = Duration(300);
    system.hooks().run(call, [] {});
    system.hooks().run(Bench::call(HookStage::kDown, bench.hook("hooks/own")), [] {});
    REQUIRE(bench.wait(system));
    REQUIRE(bench.logged.size() == 4);
    CHECK(bench.logged[0].ends_with("/ip-up.d/1bad ended with status 3"));
    CHECK(bench.logged[1].ends_with("/ip-up.d/2killed ended with signal 9"));
    CHECK(bench.logged[2].find("/ip-up.d/3stuck took too long") != std::string::npos);
    CHECK(bench.logged[3].find("is in no folder of hooks; below " + (bench.folder / "hooks")) !=
          std::string::npos);
    CHECK_FALSE(fs::exists(bench.folder / "ran"));
    CHECK(bench.folder.text("said").ends_with("own dial0 dial0 a b 0\n"));
  }

  TEST_CASE("without it the log names it, and the connection goes on") {
    Bench bench;
    System system(bench.loop, bench.settings());
    bool is_done = false;
    system.hooks().run(Bench::call(HookStage::kUp, bench.hook("hooks/own")),
                       [&] { is_done = true; });
    REQUIRE(bench.wait(system));
    CHECK(is_done);
    REQUIRE(bench.logged.size() == 1);
    CHECK(bench.logged[0].find("/hooks/own was not run: ") != std::string::npos);
    CHECK(bench.logs("dial-helper is needed to run a hook"));
    CHECK(bench.logs("systemctl enable --now dial-helper.socket"));
    CHECK_FALSE(fs::exists(bench.folder / "said"));
  }

  TEST_CASE("hooks that heard of a beginning from a process that is gone hear of its end by it") {
    if (!can_own_as_root()) return;
    Bench bench;
    const HelperProcess helper(bench.folder / "helper", bench.helper_settings());
    bench.hook("ip-down.d/machine");
    System system(bench.loop, bench.settings());
    Undo(system).take_back(
        {.process = 1, .started = "1", .records = {record_of(Bench::call(HookStage::kDown))}});
    REQUIRE(bench.wait(system));
    CHECK(bench.folder.text("said") == "machine dial0 dial0 a b 0\n");
  }
}

TEST_SUITE("net::Helper, name servers") {
  TEST_CASE("the resolver's file is written by it, kept, and given back, in that order") {
    if (!can_own_as_root()) return;
    Bench bench;
    const HelperProcess helper(bench.folder / "helper", bench.helper_settings());
    bench.folder.write("etc", kTheirs, 0644);
    System system(bench.loop, bench.settings());
    system.dns().set(some_entry(profile::DnsWay::kFile));
    REQUIRE(bench.wait(system));
    CHECK(bench.folder.text("etc") ==
          sys::kResolverOwner + std::string("nameserver 10.0.2.3\nsearch example.org\n"));
    CHECK(bench.folder.text("etc.before-dial") == kTheirs);
    system.dns().set(some_entry(profile::DnsWay::kFile, "10.0.2.4"));
    system.dns().remove("dial0");
    REQUIRE(bench.wait(system));
    CHECK(bench.folder.text("etc") == kTheirs);
    CHECK_FALSE(fs::exists(bench.folder / "etc.before-dial"));
    CHECK(bench.logged.empty());
  }

  TEST_CASE("what a killed process has left there is taken back by it") {
    if (!can_own_as_root()) return;
    Bench bench;
    const HelperProcess helper(bench.folder / "helper", bench.helper_settings());
    bench.folder.write("etc", kTheirs, 0644);
    REQUIRE(sys::write_resolver_file(bench.folder / "etc", "nameserver 10.0.2.3\n"));
    System system(bench.loop, bench.settings());
    Undo(system).take_back({.process = 1,
                            .started = "1",
                            .records = {{.kind = "dns", .values = {{"way", {"a file"}}}}}});
    REQUIRE(bench.wait(system));
    CHECK(bench.folder.text("etc") == kTheirs);
  }

  TEST_CASE("what it could not give back, as it was away, it gives back at the next start") {
    if (!can_own_as_root()) return;
    for (const bool has_record : {true, false}) {
      Bench bench;
      const auto helper = [&] {
        return std::make_unique<HelperProcess>(bench.folder / "helper", bench.helper_settings());
      };
      auto running = helper();
      bench.folder.write("etc", kTheirs, 0644);
      {
        System system(bench.loop, bench.settings());
        system.dns().set(some_entry(profile::DnsWay::kFile));
        REQUIRE(bench.wait(system));
        running.reset();
        system.dns().remove("dial0");
        REQUIRE(bench.wait(system));
        CHECK(bench.logs("dial-helper is needed to write the resolver's file"));
      }
      CHECK(bench.folder.text("etc").starts_with(sys::kResolverOwner));
      CHECK_FALSE(fs::is_empty(bench.folder / "run/journal"));
      if (!has_record) fs::remove_all(bench.folder / "run/journal");
      running = helper();
      {
        System next(bench.loop, bench.settings());
        next.recover();
        REQUIRE(bench.wait(next));
        CHECK(bench.folder.text("etc") == kTheirs);
      }
      CHECK(fs::is_empty(bench.folder / "run/journal"));
    }
  }

  TEST_CASE("what a living process has there, one that starts leaves alone") {
    if (!can_own_as_root()) return;
    Bench bench;
    const HelperProcess helper(bench.folder / "helper", bench.helper_settings());
    bench.folder.write("etc", kTheirs, 0644);
    System living(bench.loop, bench.settings());
    living.dns().set(some_entry(profile::DnsWay::kFile));
    REQUIRE(bench.wait(living));
    System second(bench.loop, bench.settings());
    second.recover();
    REQUIRE(bench.wait(second));
    CHECK(bench.folder.text("etc").starts_with(sys::kResolverOwner));
    CHECK(bench.folder.text("run/resolv.conf").find("10.0.2.3") != std::string::npos);
    living.recover();
    REQUIRE(bench.wait(living));
    CHECK(bench.folder.text("etc").starts_with(sys::kResolverOwner));
  }

  TEST_CASE("what it does not write, and that it is not there, is told") {
    if (!can_own_as_root()) return;
    Bench bench;
    System system(bench.loop, bench.settings());
    system.dns().set(some_entry(profile::DnsWay::kFile));
    REQUIRE(bench.wait(system));
    REQUIRE(bench.logged.size() == 1);
    CHECK(bench.logs("dial-helper is needed to write the resolver's file"));
    bench.logged.clear();
    const HelperProcess helper(bench.folder / "helper", bench.helper_settings());
    fs::create_symlink(bench.folder / "stub", bench.folder / "etc");
    system.dns().set(some_entry(profile::DnsWay::kFile, "10.0.2.4"));
    REQUIRE(bench.wait(system));
    CHECK(bench.logs("is a link, so another program manages it"));
    CHECK_FALSE(fs::exists(bench.folder / "stub"));
  }

  TEST_CASE("resolvconf is run by it, one run after the other") {
    if (!can_own_as_root()) return;
    Bench bench;
    bench.folder.script("resolvconf",
                        "sleep 0.05; { echo \"$*\"; cat; } >> " + (bench.folder / "said"));
    const HelperProcess helper(bench.folder / "helper", bench.helper_settings());
    System system(bench.loop, bench.settings());
    system.dns().set(some_entry(profile::DnsWay::kResolvconf));
    system.dns().remove("dial0");
    REQUIRE(bench.wait(system));
    CHECK(bench.folder.text("said") ==
          "-a dial0.dial\nnameserver 10.0.2.3\nsearch example.org\n-d dial0.dial\n");
    bench.folder.script("resolvconf", "exit 1");
    system.dns().set(some_entry(profile::DnsWay::kResolvconf));
    REQUIRE(bench.wait(system));
    REQUIRE(bench.logged.size() == 1);
    CHECK(bench.logged[0].ends_with("/resolvconf ended with status 1"));
  }
}
