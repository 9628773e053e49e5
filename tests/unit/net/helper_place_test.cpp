// Links in a name space that only dial-helper opens: System is told of a folder that has none.
#include <doctest/doctest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "net/link.hpp"
#include "net/undo.hpp"
#include "support/helper_process.hpp"
#include "sys/name_space.hpp"
#include "sys/tun.hpp"
#include "unit/helper/root_folder.hpp"
#include "unit/uv/loop.hpp"

using namespace dial;
using namespace dial::net;
namespace fs = std::filesystem;

namespace {

// A name space with a name, as `ip netns add` makes it, in mounts that nobody else sees.
void name_a_space(const std::string& folder, const std::string& name) {
  const std::string path = (fs::path(folder) / name).string();
  fs::create_directory(folder);
  REQUIRE(::unshare(CLONE_NEWNS) == 0);
  REQUIRE(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0);
  std::ofstream(path).put('\n');
  int problem = -1;
  std::thread([&] {
    if (::unshare(CLONE_NEWNET) != 0) return;
    problem = ::mount("/proc/thread-self/ns/net", path.c_str(), nullptr, MS_BIND, nullptr);
  }).join();
  REQUIRE(problem == 0);
}

struct Bench {
  Bench() {
    profile.name = "isp";
    profile.ip.name_space = "blue";
    profile.ip.default_route = true;
    profile.ip.dns = profile::DnsWay::kFile;
  }
  ~Bench() { ::umount((folder / "netns/blue").c_str()); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  // What `work` is told.
  Result<> prepared(const std::string& space, const std::function<Result<>()>& work) {
    std::optional<Result<>> result;
    system->prepare(space, [&](const Result<>& ready) { result = ready ? work() : ready; });
    REQUIRE(loop.run_until([&] { return result.has_value(); }));
    return *result;
  }
  Result<> up() {
    tun = std::move(link->make_interface().value());
    return link->up(tun.interface,
                    {.local = *parse_ipv4("10.64.0.2"), .remote = *parse_ipv4("10.64.0.1")});
  }
  sys::Network there() const {
    const auto space = sys::named_name_space(folder / "netns/blue");
    return std::move(sys::Network::open_in(space->get()).value());
  }

  uv::TestLoop loop;
  test::RootFolder folder;
  bool has_space = (name_a_space(folder / "netns", "blue"), true);
  test::HelperProcess helper{folder / "helper", {.namespaces = folder / "netns"}};
  std::vector<std::string> logged;
  std::shared_ptr<System> system = std::make_shared<System>(
      loop, Settings{.runtime_directory = folder / "run",
                     .name_spaces = "/nonexistent",
                     .helper = folder / "helper",
                     .log = [this](const std::string&, const std::string& text) {
                       logged.push_back(text);
                     }});
  profile::Profile profile;
  sys::Tun tun;
  std::optional<Link> link;
};

bool ipv6_is_off(const Bench& bench) {
  const auto space = sys::named_name_space(bench.folder / "netns/blue");
  char value = 0;
  REQUIRE(sys::run_in_name_space(space->get(), [&] {
    std::ifstream("/proc/sys/net/ipv6/conf/" + bench.tun.interface + "/disable_ipv6") >> value;
  }));
  return value == '1' || !fs::exists("/proc/sys/net/ipv6");
}

}  // namespace

TEST_SUITE("net::System and dial-helper") {
  TEST_CASE("an interface in a name space that it opens has all, and what goes there comes back") {
    if (!test::can_own_as_root()) return;
    Bench bench;
    bench.link.emplace(bench.system, bench.profile, [] { return Statistics(); });
    const auto up = bench.prepared("blue", [&] { return bench.up(); });
    REQUIRE_MESSAGE(up, describe(up ? Error() : up.error()));
    const sys::Network there = bench.there();
    const auto link = there.find_link(bench.tun.interface);
    REQUIRE(link);
    CHECK(link->is_up);
    CHECK(link->alias == "diald: isp");
    CHECK(bench.loop.run_until([&] { return ipv6_is_off(bench); }));
    CHECK(there.addresses(link->index).value().size() == 1);
    REQUIRE(there.routes(link->index).value().size() == 1);
    REQUIRE(there.remove_route(link->index, {.network = {}, .prefix_length = 0}));
    CHECK(bench.loop.run_until([&] { return there.routes(link->index).value().size() == 1; }));
    CHECK_FALSE(bench.system->own_place()->network->find_link(bench.tun.interface));
    // It was open for that link, and is for no other.
    CHECK_FALSE(bench.system->place_in("blue"));
  }

  TEST_CASE("one that it does not find is an error that says how to make it") {
    if (!test::can_own_as_root()) return;
    Bench bench;
    const auto none = bench.prepared("none", [] { return Result<>(); });
    REQUIRE_FALSE(none);
    CHECK(none.error().context.find("ip netns add none") != std::string::npos);
    const auto bad = bench.prepared("../net", [] { return Result<>(); });
    REQUIRE_FALSE(bad);
    CHECK(bad.error().context.find("no name of a namespace") != std::string::npos);
  }

  TEST_CASE("our own needs nobody, and it is ready at once") {
    uv::TestLoop loop;
    System system(loop, {.helper = "/nonexistent"});
    bool is_ready = false;
    system.prepare("", [&](const Result<>& ready) { is_ready = ready.has_value(); });
    CHECK(is_ready);
    System privileged(loop, {.name_spaces = "/nonexistent"});
    is_ready = false;
    privileged.prepare("blue", [&](const Result<>& ready) { is_ready = ready.has_value(); });
    CHECK(is_ready);  // it goes there itself, or not
  }

  TEST_CASE("an interface that a process that is gone has left in one is removed by way of it") {
    if (!test::can_own_as_root()) return;
    Bench bench;
    sys::Tun tun;
    const auto space = sys::named_name_space(bench.folder / "netns/blue");
    REQUIRE(sys::run_in_name_space(space->get(),
                                   [&] { tun = std::move(sys::Tun::open("left%d").value()); }));
    const sys::Network there = bench.there();
    const unsigned index = there.find_link(tun.interface).value().index;
    REQUIRE(there.set_alias(index, owner_alias("isp")));
    Undo(*bench.system)
        .take_back({.process = 1,
                    .started = "1",
                    .records = {{.kind = "link",
                                 .values = {{"name", {tun.interface}},
                                            {"index", {std::to_string(index)}},
                                            {"alias", {owner_alias("isp")}},
                                            {"namespace", {"blue"}}}}}});
    CHECK(bench.loop.run_until([&] { return !there.find_link(index); }));
  }
}
