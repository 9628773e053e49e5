// Scripts that will not stop by themselves. Each is gone within its limit: the interpreter ends
// itself, says where, and never has to be killed.
#include <chrono>
#include <string>

#include "lua_running.hpp"

using namespace std::chrono_literals;
using dial::script::Engine;
using dial::script::test::LuaRunning;
namespace lua = dial::script::lua;
using Outcome = Engine::Outcome;

namespace {

constexpr lua::Limits kShort{.computing_turn = 100ms, .computing = 60s, .memory = 8 << 20};

Engine::Finished end_of(std::string_view text) {
  LuaRunning script(text, {}, kShort);
  return script.finished();
}

}  // namespace

TEST_SUITE("script::lua limits") {
  TEST_CASE("whatever a script computes, it is stopped and the line is told") {
    struct Case {
      const char* name;
      const char* text;
    };
    for (const auto& [name, text] : {
             Case{"an endless loop", "\nwhile true do end"},
             Case{"an endless loop under pcall",
                  "\nwhile true do pcall(function()\nwhile true do end end) end"},
             Case{"one in the handler of an error",
                  "\nxpcall(error, function() while true do end end)"},
             Case{"one in a coroutine", "\ncoroutine.wrap(function() while true do end end)()"},
             Case{"coroutines in coroutines",
                  "local function nest() local co = coroutine.wrap(nest)\nwhile true do pcall(co) "
                  "end end nest()"},
             Case{"a pattern that goes back for ever",
                  "\nlocal s = ('a'):rep(30000) s:find(('a-'):rep(30) .. 'b')"},
             Case{"the same in gsub, gmatch and match",
                  "\nfor _, f in ipairs{string.gsub, string.match} do pcall(f, ('a'):rep(30000), "
                  "('a-'):rep(30) .. 'b', '') end"},
             Case{"table.sort with an order that is none",
                  "local t = {} for i = 1, 1e5 do t[i] = i end\nwhile true do pcall(table.sort, t, "
                  "function(a, b) return true end) end"},
             Case{"a variable that closes for ever",
                  "\nlocal x <close> = setmetatable({}, {__close = function() while true do end "
                  "end})"},
             Case{"a metamethod",
                  "\nlocal t = setmetatable({}, {__index = function() while true "
                  "do end end}) return t.x"},
             Case{"text that is made for ever", "\nwhile true do pcall(string.rep, 'x', 1e6) end"},
             Case{"goto", "::again::\ngoto again"},
         }) {
      CAPTURE(std::string(name));
      const auto end = end_of(text);
      CHECK(end.outcome == Outcome::kFailed);
      CHECK(end.text.find("the script computes for too long without waiting") != std::string::npos);
      CHECK(end.text.starts_with("login.lua:"));
      CHECK(end.line >= 1);
      CHECK(end.line <= 3);
    }
  }

  TEST_CASE("too much memory is an error of the script") {
    for (const char* text :
         {"return ('x'):rep(1e9)", "return ('x'):rep(1e18)",
          "local s = 'x' while true do s = s .. s end",
          "local t = {} while true do t[#t + 1] = {} end",
          "local t = {} for i = 1, 100 do t[i] = ('x'):rep(1e5) end return #table.concat(t)",
          "return string.format(('%99s'):rep(90000), 1)",
          "return #(('x'):rep(1e6):gsub('x', ('y'):rep(1e3)))",
          "local function f() return f() + 1 end return f()",
          "local s = ('x'):rep(4e6) return string.pack('!16 s s', s, s)"}) {
      CAPTURE(text);
      const auto end = end_of(text);
      CHECK(end.outcome == Outcome::kFailed);
      CHECK(end.text.starts_with("login.lua:1: "));
    }
  }

  TEST_CASE("a script that survives its want of memory goes on") {
    LuaRunning script("send(tostring(pcall(string.rep, 'x', 1e9)))", {}, kShort);
    CHECK(script.sent() == "false");
    CHECK(script.finished().outcome == Outcome::kDone);
  }

  TEST_CASE("recursion comes to an end, wherever it is") {
    for (const char* text :
         {"local function f() f() return 1 end f()",
          "local function f() return coroutine.wrap(f)() end f()",
          "local t = {} setmetatable(t, {__index = t}) return t.x",
          "local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k] end "
          "return t.x",
          "return (('('):rep(300) .. (')'):rep(300)), ('x'):find(('('):rep(300))",
          "return ('x'):rep(300000):find(('.?'):rep(300000))",
          "local function f(e) error(e) end xpcall(error, f) error('done')",
          "local s = 'x' local m = getmetatable(s) m.__index = function(t, k) return t[k] end "
          "return s.y"}) {
      CAPTURE(text);
      CHECK(end_of(text).outcome == Outcome::kFailed);
    }
  }

  TEST_CASE("a script that computes a little, but for ever, comes to the end of its time") {
    LuaRunning script("while true do for i = 1, 1e6 do end send('.') end", {},
                      {.computing_turn = 1s, .computing = 1s});
    for (int i = 0; i < 100'000 && script.is_running(); ++i)
      script.wait(1s);
    const auto end = script.finished();
    CHECK(end.text.find("computes for too long") != std::string::npos);
  }

  TEST_CASE("time that is waited is no time computed") {
    LuaRunning script("for i = 1, 20 do delay(1) end send('done')", {},
                      {.computing_turn = 50ms, .computing = 1s});
    for (int i = 0; i < 20; ++i)
      script.wait(1s);
    CHECK(script.sent() == "done");
  }

  TEST_CASE("requests without any waiting are answered more slowly") {
    LuaRunning script("while true do pcall(send) end", {}, {.script = 10s});
    int calls = 0;
    while (script.is_running()) {
      script.wait(*script.runner().poll_timeout() - script.now <= 1ms ? 1ms : 10ms);
      REQUIRE(++calls < 20'000);
    }
    const auto end = script.finished();
    CHECK(end.text.find("sends and shows more than any login needs") != std::string::npos);
    CHECK(script.now.time_since_epoch() > 500ms);
  }

  TEST_CASE("a script cannot keep a hang-up from ending it") {
    LuaRunning script(
        "while true do pcall(expect, 'x', 9) pcall(function() local c <close> = setmetatable({}, "
        "{__close = function() expect('y') end}) delay(9) end) end");
    script.hang_up();
    CHECK(script.finished().outcome == Outcome::kHangup);
    CHECK_FALSE(script.is_running());
  }
}
