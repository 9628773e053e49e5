// Whatever a Lua script does, it costs its own dial and nothing else.
#include <chrono>
#include <filesystem>
#include <fstream>

#include "conformance/both_ways.hpp"

namespace dial::conformance {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kLogin = "[script]\nlogin = 'ogin: $USER word: $PASSWORD'\n";

std::string wild_script(std::string_view text, std::string_view limit) {
  return "[script]\nlanguage = \"lua\"\nlimit = \"" + std::string(limit) +
         "\"\nlogin = '''\nexpect('ogin:')\n" + std::string(text) + "\n'''\n";
}

// The first line's script is wild, the second's is as they should be.
LabOptions two_lines(std::string_view text, std::string_view limit) {
  LabOptions options;
  options.lines = 2;
  options.line.peer.login = true;
  options.ends = {wild_script(text, limit), std::string(kLogin)};
  return options;
}

// How many interpreters there are that `parent` has started, dead ones that nobody has waited for
// included.
int interpreters_of(pid_t parent) {
  int found = 0;
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
    std::ifstream file(entry.path() / "stat");
    std::string line;
    if (!std::getline(file, line)) continue;
    const auto name_end = line.rfind(')');
    if (name_end == std::string::npos || line.find("(dial-lua)") == std::string::npos) continue;
    // pid (name) state ppid …
    found += std::stoi(line.substr(name_end + 4)) == parent ? 1 : 0;
  }
  return found;
}

template <class Way>
pid_t manager_of(Lab& lab) {
  return Way::kDirect ? ::getpid() : lab.daemon().id();
}

constexpr std::array kWild{
    "while true do pcall(function() while true do end end) end",
    "local s = ('a'):rep(30000) while true do pcall(s.find, s, ('a-'):rep(30) .. 'b') end",
    "local function f() return pcall(f) or f() end while true do pcall(f) end",
    "while true do pcall(string.rep, 'x', 1e7) end",
    "local t = {} for i = 1, 1e5 do t[i] = i end "
    "while true do pcall(table.sort, t, function() return true end) end",
    "local function nest() local co = coroutine.wrap(nest) while true do pcall(co) end end nest()",
    "xpcall(error, function() while true do end end)",
    "while true do pcall(expect, 'x', 100) end",
    "while true do pcall(send, '') end",
};

}  // namespace

TEST_SUITE("wild Lua scripts") {
  TEST_BOTH_WAYS("another line dials through meanwhile, and the script is gone within its limit") {
    for (const char* text : kWild) {
      CAPTURE(std::string(text));
      Lab lab(Way::kDirect, two_lines(text, "1s"));
      Program program(lab.dialer_options());
      const Handler wild;
      const auto started = std::chrono::steady_clock::now();
      REQUIRE(program.dial("line0", wild, kGood));
      REQUIRE(wild.wait_for(State::kDeviceConnected));
      const auto up = program.connect("line1");
      REQUIRE(wild.wait_for_end());
      // The limit, and what a loaded machine adds.
      CHECK(std::chrono::steady_clock::now() - started < 6s);
      CHECK(wild.last()->state == State::kDisconnected);
      CHECK(wild.error().layer == Layer::kScript);
      CHECK(eventually([&] { return interpreters_of(manager_of<Way>(lab)) == 0; }));
      CHECK(lab.is_free(0));
      CHECK(program.hang_up(up));
    }
  }

  TEST_BOTH_WAYS("a script that ignores the hang-up is hung up, and its process is gone") {
    for (const char* text : {kWild.front(), kWild.back(), "while true do pcall(delay, 100) end"}) {
      CAPTURE(std::string(text));
      Lab lab(Way::kDirect, two_lines(text, "60s"));
      Program program(lab.dialer_options());
      const Handler handler;
      const auto id = program.dial("line0", handler, kGood);
      REQUIRE(id);
      REQUIRE(eventually([&] { return interpreters_of(manager_of<Way>(lab)) == 1; }));
      CHECK(program.hang_up(*id));
      CHECK(lab.is_free());
      CHECK(eventually([&] { return interpreters_of(manager_of<Way>(lab)) == 0; }));
      CHECK(handler.error().code == ErrorCode::kUserDisconnection);
    }
  }
}

}  // namespace dial::conformance
