#include "net/hooks.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sstream>

#include "support/temporary_folder.hpp"
#include "sys/files.hpp"
#include "unit/uv/loop.hpp"
#include "uv/timer.hpp"

using namespace dial;
using namespace dial::net;

namespace {

struct Bench {
  Bench() {
    for (const char* name : {"/ip-up.d", "/ip-down.d"})
      ::mkdir((folder.path() + name).c_str(), 0755);
  }

  // A program that notes its name and the words of `note`, and then does `more`.
  std::string add(const std::string& path, const std::string& more = "", mode_t mode = 0755) {
    const std::string name = path.substr(path.rfind('/') + 1);
    folder.write(
        path,
        "#!/bin/sh\necho " + name + " $* $PPP_IPPARAM >> " + folder / "said" + "\n" + more + "\n",
        mode);
    return folder / path;
  }
  HookCall call(HookStage stage, const std::string& program = "",
                const std::string& entry = "isp") {
    return {.stage = stage,
            .entry = entry,
            .program = program,
            .arguments = {"ppp0"},
            .environment = {"PATH=/usr/bin:/bin", "PPP_IPPARAM=" + entry},
            .limit = Duration(10'000)};
  }
  void run(HookCall call) {
    ++running;
    hooks.run(std::move(call), [this] { --running; });
  }
  bool wait() {
    return loop.run_until([this] { return running == 0; });
  }
  // What a hook writes wakes no loop: a timer does.
  bool wait_for_lines(std::size_t count) {
    uv::DeadlineTimer look(loop, [&] { look.set(uv::now_on(loop) + Duration(10)); });
    look.set(uv::now_on(loop));
    return loop.run_until([&] { return said().size() == count; });
  }
  // Whether the process has ended whose number was written there. Its parent may be gone: whoever
  // reaps orphans here decides when the number is free.
  bool is_dead(const std::string& file) {
    const auto process = sys::read_file(folder / file);
    REQUIRE(process);
    const auto text = sys::read_file("/proc/" + process->substr(0, process->find('\n')) + "/stat");
    return !text || text->find(") Z ") != std::string::npos;
  }
  std::vector<std::string> said() {
    std::istringstream lines(sys::read_file(folder / "said").value_or(""));
    std::vector<std::string> all;
    for (std::string line; std::getline(lines, line);)
      all.push_back(line);
    return all;
  }

  test::TemporaryFolder folder;
  uv::TestLoop loop;
  int running = 0;
  std::vector<std::string> logged;
  HookQueue hooks{loop, folder.path(), run_here(loop),
                  [this](const std::string&, const std::string& text) { logged.push_back(text); }};
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_SUITE("net::HookQueue") {
  TEST_CASE("the machine's run in the order of their names, with arguments and environment") {
    Bench bench;
    bench.add("ip-up.d/20second");
    bench.add("ip-up.d/10first");
    bench.add("ip-down.d/other");
    bench.run(bench.call(HookStage::kUp));
    REQUIRE(bench.wait());
    CHECK(bench.said() == Lines{"10first ppp0 isp", "20second ppp0 isp"});
    CHECK(bench.logged.empty());
  }

  TEST_CASE("the profile's own comes last at the beginning and first at the end") {
    Bench bench;
    bench.add("ip-up.d/machine");
    bench.add("ip-down.d/machine");
    const std::string own = bench.add("own");
    bench.run(bench.call(HookStage::kUp, own));
    REQUIRE(bench.wait());
    bench.run(bench.call(HookStage::kDown, own));
    REQUIRE(bench.wait());
    CHECK(bench.said() ==
          Lines{"machine ppp0 isp", "own ppp0 isp", "own ppp0 isp", "machine ppp0 isp"});
  }

  TEST_CASE("nothing of the end runs before the beginning has ended; other entries do not wait") {
    Bench bench;
    const std::string gate = bench.folder / "gate";
    const std::string slow = bench.add("slow", "while [ ! -e " + gate +
                                                   " ]; do sleep 0.01; done\n"
                                                   "echo slow ended >> " +
                                                   bench.folder / "said");
    bench.run(bench.call(HookStage::kUp, slow));
    bench.run(bench.call(HookStage::kDown, bench.add("down")));
    bench.run(bench.call(HookStage::kUp, bench.add("elsewhere"), "other"));
    REQUIRE(bench.wait_for_lines(2));
    CHECK_FALSE(bench.hooks.is_idle());
    bench.folder.write("gate", "");
    REQUIRE(bench.wait());
    const Lines said = bench.said();
    REQUIRE(said.size() == 4);
    CHECK(said[2] == "slow ended");
    CHECK(said[3] == "down ppp0 isp");
    CHECK(bench.hooks.is_idle());
  }

  TEST_CASE("past its limit a hook is killed with what it has started, and the next one runs") {
    Bench bench;
    bench.add("ip-up.d/1stuck", "sleep 1000 & echo $! > " + bench.folder / "child" + "; wait");
    bench.add("ip-up.d/2next");
    HookCall call = bench.call(HookStage::kUp);
    call.limit = Duration(300);
    bench.run(call);
    REQUIRE(bench.wait());
    CHECK(bench.said() == Lines{"1stuck ppp0 isp", "2next ppp0 isp"});
    REQUIRE(bench.logged.size() == 1);
    CHECK(bench.logged[0].find("1stuck was killed after 300 ms") != std::string::npos);
    CHECK(bench.loop.run_until([&] { return bench.is_dead("child"); }));
  }

  TEST_CASE("what a hook leaves in the background ends with it") {
    Bench bench;
    bench.add("ip-up.d/1leaves", "sleep 30 & echo $! > " + bench.folder / "child");
    bench.run(bench.call(HookStage::kUp));
    REQUIRE(bench.wait());
    CHECK(bench.logged.empty());
    CHECK(bench.loop.run_until([&] { return bench.is_dead("child"); }));
  }

  TEST_CASE("a hook that fails, or is not there, is told by name and holds nothing up") {
    Bench bench;
    bench.add("ip-up.d/bad", "exit 3");
    bench.run(bench.call(HookStage::kUp, "/no/such/hook"));
    REQUIRE(bench.wait());
    REQUIRE(bench.logged.size() == 2);
    CHECK(bench.logged[0].ends_with("/ip-up.d/bad ended with status 3"));
    CHECK(bench.logged[1].find("/no/such/hook") != std::string::npos);
  }

  TEST_CASE("what run-parts would not run, and what others could have written, is not run") {
    Bench bench;
    bench.add("ip-up.d/old.dpkg-dist");
    bench.add("ip-up.d/text", "", 0644);
    bench.add("ip-up.d/open", "", 0775);
    bench.add("ip-up.d/good");
    bench.run(bench.call(HookStage::kUp));
    REQUIRE(bench.wait());
    CHECK(bench.said() == Lines{"good ppp0 isp"});
    REQUIRE(bench.logged.size() == 1);
    CHECK(bench.logged[0].find("ip-up.d/open is not run") != std::string::npos);
  }

  TEST_CASE("a profile that wants none of the machine's gets its own alone") {
    Bench bench;
    bench.add("ip-up.d/machine");
    HookCall call = bench.call(HookStage::kUp, bench.add("own"));
    call.system = false;
    bench.run(call);
    REQUIRE(bench.wait());
    CHECK(bench.said() == Lines{"own ppp0 isp"});
  }
}
