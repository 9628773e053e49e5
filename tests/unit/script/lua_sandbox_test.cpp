#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "lua_running.hpp"

using dial::script::Engine;
using dial::script::test::LuaRunning;

namespace {

// What the script sends; it must come to its end.
std::string result_of(std::string_view text) {
  LuaRunning script(text);
  const auto end = script.finished();
  CHECK_MESSAGE(end.outcome == Engine::Outcome::kDone, end.text);
  return script.sent();
}

// /proc/PID/status of the interpreter that this test has started.
std::string interpreter_status() {
  const std::string parent = "\nPPid:\t" + std::to_string(getpid()) + "\n";
  for (const auto& process : std::filesystem::directory_iterator("/proc")) {
    std::ifstream file(process.path() / "status");
    std::string status{std::istreambuf_iterator<char>(file), {}};
    const bool is_gone = status.find("\nState:\tZ") != std::string::npos;
    if (status.starts_with("Name:\tdial-lua\n") && !is_gone &&
        status.find(parent) != std::string::npos) {
      return status;
    }
  }
  return {};
}

}  // namespace

TEST_SUITE("interpreter::sandbox") {
  TEST_CASE("there is what computes, and nothing that reaches out") {
    CHECK(result_of(R"(
local names = {}
for name in pairs(_G) do names[#names + 1] = name end
table.sort(names)
send(table.concat(names, " "))
)") == "_G _VERSION assert coroutine delay error expect getmetatable ipairs math next pairs "
       "pcall print profile prompt prompt_secret rawequal rawget rawlen rawset select send "
       "send_break set_ip setmetatable string table tonumber tostring try_expect type utf8 "
       "xpcall");
    CHECK(result_of("send(tostring(string.dump), tostring(('').dump))") == "nilnil");
  }

  TEST_CASE("no finalizer can be set, not even behind another metatable") {
    CHECK(result_of(R"(
local good, why = pcall(setmetatable, {}, {__gc = function() while true do end end})
send(tostring(good), " ", why, "\n")
local late = setmetatable({}, {})
getmetatable(late).__gc = function() send("finalized") end
late = nil
local inherited = setmetatable({}, setmetatable({}, {__index = {__gc = print}}))
inherited = nil
for i = 1, 100000 do local garbage = {i} end
)") == "false bad argument #2 to 'setmetatable' (a script has no finalizers (__gc))\n");
  }

  TEST_CASE("metatables work as they do elsewhere") {
    CHECK(result_of(R"(
local t = setmetatable({}, {__index = function(_, k) return k .. "!" end, __call = function() return "called" end})
send(t.hello, t())
local locked = setmetatable({}, {__metatable = "locked"})
send(tostring(pcall(setmetatable, locked, {})), getmetatable(locked))
send(tostring(pcall(setmetatable, 1, {})))
local closed <close> = setmetatable({}, {__close = function() send("closed") end})
)") == "hello!calledfalselockedfalseclosed");
  }

  TEST_CASE("requests may be made from coroutines, call-backs and metamethods") {
    CHECK(result_of(R"(
local co = coroutine.wrap(function() send("a") coroutine.yield() send("b") end)
co() co()
table.sort({2, 1}, function(x, y) send("c") return x < y end)
string.gsub("x", ".", function() send("d") end)
setmetatable({}, {__index = function() send("e") end}).field = nil
local _ = setmetatable({}, {__index = function() send("e") end}).field
)") == "abcde");
  }

  TEST_CASE("what a script changes in the library is its own affair") {
    CHECK(result_of("string.format = nil pcall = nil error = nil send(tostring(string.format))") ==
          "nil");
    LuaRunning script("tostring = nil error = nil _G.print = nil _ENV = nil print('x')");
    CHECK(script.finished().outcome == Engine::Outcome::kFailed);
  }

  TEST_CASE("the process of the interpreter has no rights") {
    LuaRunning script("expect('x')");
    const std::string status = interpreter_status();
    CAPTURE(status);
    CHECK(status.find("\nCapEff:\t0000000000000000\n") != std::string::npos);
    CHECK(status.find("\nCapPrm:\t0000000000000000\n") != std::string::npos);
    if (geteuid() == 0) CHECK(status.find("\nUid:\t65534\t65534\t65534\t") != std::string::npos);
#ifndef DIAL_SANITIZED
    CHECK(status.find("\nSeccomp:\t2\n") != std::string::npos);
    CHECK(status.find("\nNoNewPrivs:\t1\n") != std::string::npos);
#endif
  }
}
