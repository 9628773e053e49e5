#include "net/undo.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "support/temporary_folder.hpp"
#include "sys/process_identity.hpp"
#include "sys/tun.hpp"
#include "unit/uv/loop.hpp"

using namespace dial;
using namespace dial::net;

namespace {

constexpr pid_t kGone = 4'194'303;  // above every limit on process ids but this one

struct Bench {
  uv::TestLoop loop;
  test::TemporaryFolder folder;
  std::vector<std::string> logged;
  System system{
      loop,
      {.runtime_directory = folder.path(),
       .log = [this](const std::string&, const std::string& text) { logged.push_back(text); }}};
  sys::Tun tun = std::move(sys::Tun::open("left%d").value());
  const sys::Network& network = *system.own_place().value().network;
  unsigned index = network.find_link(tun.interface).value().index;

  JournalRecord link(const std::string& alias) {
    return {.kind = "link",
            .values = {
                {"name", {tun.interface}}, {"index", {std::to_string(index)}}, {"alias", {alias}}}};
  }
  void take_back(JournalRecord record, pid_t process = kGone, const std::string& started = "1",
                 LivingOn living_on = {}) {
    Undo(system, std::move(living_on))
        .take_back({.process = process, .started = started, .records = {std::move(record)}});
  }
  // What stands in the journal of this process, and has not been taken back.
  bool noted(const std::string& kind) {
    const auto file = std::filesystem::directory_iterator(folder / "journal")->path();
    const std::string text = folder.text("journal/" + file.filename().string());
    return text.find("\"kind\":\"" + kind) != text.npos && text.find("undone") == text.npos;
  }
  bool has_link() { return network.find_link(tun.interface).has_value(); }
};

}  // namespace

TEST_SUITE("net::Undo") {
  TEST_CASE("an interface with our number, name and owner is removed") {
    Bench bench;
    REQUIRE(bench.network.set_alias(bench.index, owner_alias("isp")));
    bench.take_back(bench.link(owner_alias("isp")));
    CHECK_FALSE(bench.has_link());
    REQUIRE(bench.logged.size() == 1);
    CHECK(bench.logged[0].find(bench.tun.interface) != std::string::npos);
  }

  TEST_CASE("one that is another's by now stays, whatever is like ours") {
    Bench bench;
    bench.take_back(bench.link(owner_alias("isp")));  // it says no owner
    REQUIRE(bench.network.set_alias(bench.index, owner_alias("office")));
    bench.take_back(bench.link(owner_alias("isp")));
    JournalRecord renamed = bench.link(owner_alias("office"));
    renamed.values["name"] = {"other0"};
    bench.take_back(renamed);
    JournalRecord renumbered = bench.link(owner_alias("office"));
    renumbered.values["index"] = {std::to_string(bench.index + 1)};
    bench.take_back(renumbered);
    // What is no TUN was never ours, whatever it says.
    const unsigned loopback = bench.network.find_link("lo").value().index;
    REQUIRE(bench.network.set_alias(loopback, owner_alias("isp")));
    JournalRecord other_kind = bench.link(owner_alias("isp"));
    other_kind.values["name"] = {"lo"};
    other_kind.values["index"] = {std::to_string(loopback)};
    bench.take_back(other_kind);
    CHECK(bench.has_link());
    CHECK(bench.logged.empty());
  }

  TEST_CASE("what this process goes on with stays, and its hooks hear of no end") {
    Bench bench;
    REQUIRE(bench.network.set_alias(bench.index, owner_alias("isp")));
    bench.take_back(bench.link(owner_alias("isp")), kGone, "1",
                    {.interfaces = {bench.tun.interface}, .entries = {}});
    CHECK(bench.has_link());
    bench.take_back(record_of({.stage = HookStage::kDown, .entry = "isp"}), kGone, "1",
                    {.interfaces = {}, .entries = {"isp"}});
    CHECK(bench.logged.empty());  // as whoever is told of an end is
  }

  TEST_CASE("locks of the process are removed, and those of others stay") {
    Bench bench;
    const auto number = [](pid_t process) {
      std::string text = std::to_string(process);
      return std::string(10 - text.size(), ' ') + text + "\n";
    };
    bench.folder.write("LCK..ttyS0", number(kGone));
    bench.folder.write("LCK..ttyS1", number(::getppid()));
    bench.folder.write("other", number(kGone));
    const JournalRecord record{.kind = "lock", .values = {{"directory", {bench.folder.path()}}}};
    bench.take_back(record);
    CHECK_FALSE(bench.folder.has("LCK..ttyS0"));
    CHECK(bench.folder.has("LCK..ttyS1"));
    CHECK(bench.folder.has("other"));
    // The number is somebody's: he is known by when he began.
    bench.take_back(record, ::getppid(), sys::start_time(::getppid()));
    CHECK(bench.folder.has("LCK..ttyS1"));
    bench.take_back(record, ::getppid(), "1");
    CHECK_FALSE(bench.folder.has("LCK..ttyS1"));
  }

  TEST_CASE("hooks that heard of a beginning hear of its end, and are noted until they have") {
    Bench bench;
    const std::string hook = bench.folder.write(
        "down", "#!/bin/sh\necho \"$1 $IPLOCAL\" > " + bench.folder / "said" + "\n", 0755);
    bench.take_back(record_of({.stage = HookStage::kDown,
                               .entry = "isp",
                               .program = hook,
                               .arguments = {"ppp0"},
                               .environment = {"IPLOCAL=10.64.0.2"}}));
    CHECK(bench.noted("hooks"));
    bool is_idle = false;
    bench.system.when_idle([&] { is_idle = true; });
    CHECK(bench.loop.run_until([&] { return is_idle; }));
    CHECK_FALSE(bench.noted("hooks"));
    CHECK(bench.folder.text("said") == "ppp0 10.64.0.2\n");
  }
}
