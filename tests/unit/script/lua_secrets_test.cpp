#include <string>

#include "lua_running.hpp"

using namespace std::chrono_literals;
using dial::script::Engine;
using dial::script::test::credentials;
using dial::script::test::LuaRunning;

namespace {

std::string failure_of(const std::string& text) {
  LuaRunning script("local p = profile.password\n" + text, credentials());
  const auto end = script.finished();
  CHECK_MESSAGE(end.outcome == Engine::Outcome::kFailed, text);
  CHECK(end.text.find("hunter2") == std::string::npos);
  return end.text;
}

std::string result_of(const std::string& text) {
  LuaRunning script("local p = profile.password\n" + text, credentials());
  const auto end = script.finished();
  CHECK_MESSAGE(end.outcome == Engine::Outcome::kDone, end.text);
  return script.sent();
}

}  // namespace

TEST_SUITE("script::lua secrets") {
  TEST_CASE("a secret can be sent") {
    CHECK(result_of("send('[', p, ']')") == "[hunter2]");
  }

  TEST_CASE("a secret shows itself masked, however it is shown") {
    CHECK(result_of("print(p)") == "<report ******>");
    CHECK(result_of("send(tostring(p))") == "******");
    CHECK(result_of("send(string.format('%s', p))") == "******");
    CHECK(result_of("send(type(p))") == "userdata");
    CHECK(failure_of("error(p)").find("login.lua:2: ") == 0);
  }

  TEST_CASE("a secret cannot be joined, compared, measured or looked into") {
    for (const char* text : {"send(p .. 'x')",
                             "send('x' .. p)",
                             "send(p .. p)",
                             "return #p",
                             "return p < 'x'",
                             "return p <= p",
                             "return p < p",
                             "return p[1]",
                             "p.x = 1",
                             "return p()",
                             "return p + 1",
                             "return -p",
                             "return string.len(p)",
                             "return string.sub(p, 1, 1)",
                             "return p:byte()",
                             "return p:rep(2)",
                             "return string.find(p, 'h')",
                             "return ('x'):gsub('x', p)",
                             "return table.concat({p})",
                             "return string.format('%q', p)",
                             "return string.byte(p)",
                             "return string.format('%d', p)",
                             "return utf8.len(p)",
                             "return #tostring(p) + p",
                             "for _ in pairs(p) do end",
                             "return next(p)",
                             "return rawlen(p)",
                             "return rawget(p, 1)",
                             "return setmetatable(p, {})",
                             "return string.pack('s', p)",
                             "return expect(p)",
                             "return expect({p})",
                             "return prompt(p)",
                             "return set_ip(p)",
                             "return delay(p)",
                             "return select(p)",
                             "return (' '):rep(p)"}) {
      CAPTURE(text);
      CHECK(failure_of(text).find("login.lua:2: ") == 0);
    }
  }

  TEST_CASE("no comparison tells anything of a secret") {
    CHECK(result_of("send(tostring(p == 'hunter2'), tostring('hunter2' == p), "
                    "tostring(rawequal(p, 'hunter2')))") == "falsefalsefalse");
    CHECK(result_of("local t = {hunter2 = 'found'} send(tostring(t[p]))") == "nil");
    CHECK(result_of("send(tostring(getmetatable(p)), tostring(tonumber(p)), math.type(p) or 'no')")
              .find("false") == 0);
    LuaRunning script("local a = prompt_secret('1') local b = prompt_secret('2') return a == b");
    script.answer("same");
    script.answer("same");
    CHECK(script.finished().text == "login.lua:1: secrets cannot be compared");
  }

  TEST_CASE("a metatable that is made to look like a secret's gains nothing") {
    CHECK(failure_of("send(setmetatable({}, {__name = 'secret'}))")
              .find("bad argument #1 to 'send'") != std::string::npos);
    CHECK(result_of("getmetatable('').__concat = function(a, b) return tostring(b) end "
                    "send('x' .. p)") == "******");
    CHECK(failure_of("getmetatable('').__index = function(_, k) return 'x' end "
                     "send(p.anything)")
              .find("attempt to index a secret value") != std::string::npos);
  }

  TEST_CASE("the peer's echo of a secret reaches the script masked, octet by octet too") {
    LuaRunning script(R"(
send(profile.password, "\r")
local seen = ""
while not seen:find("\n") do
  local which, text = expect{"h", "u", "n", "t", "e", "r", "2", "*", "\n"}
  seen = seen .. text
end
send("<", seen, ">")
)",
                      credentials());
    for (const char c : std::string("hunter2\n"))
      script.receive(std::string_view(&c, 1));
    CHECK(script.sent() == "hunter2\r<******\n>");
    CHECK(script.finished().received == "******\\n");
  }

  TEST_CASE("a prompt that ends as a secret begins is found a little later") {
    LuaRunning script("send(profile.password) expect('path')", credentials("h0rse"));
    script.receive("path");
    CHECK(script.is_running());
    CHECK(script.runner().poll_timeout() == script.now + 300ms);
    script.wait(300ms);
    CHECK(script.finished().outcome == Engine::Outcome::kDone);
  }

  TEST_CASE("a secret that was not sent holds nothing up") {
    LuaRunning script("expect('path')", credentials("h0rse"));
    script.receive("path");
    CHECK(script.finished().outcome == Engine::Outcome::kDone);
  }

  TEST_CASE("what a script shows of a secret that it knows otherwise is masked") {
    CHECK(result_of("print('it is hunter2')") == "<report it is ******>");
    CHECK(failure_of("error('it is hunt' .. 'er2')") == "login.lua:2: it is ******");
    const std::string long_text = "(('x'):rep(1020) .. 'hunter2')";
    CHECK(result_of("print" + long_text).find("hun") == std::string::npos);
    CHECK(result_of("print(('x'):rep(253) .. 'hunter2')").find("hun") == std::string::npos);
    CHECK(failure_of("error" + long_text).find("hun") == std::string::npos);
    LuaRunning script("prompt('hunter2?')", credentials());
    CHECK(script.sent() == "<question ******?>");
  }
}
