// What the documentation shows works as it says.
#include <fstream>
#include <iterator>
#include <string>

#include "lua_running.hpp"

using namespace std::chrono_literals;
using dial::script::Engine;
using dial::script::test::credentials;
using dial::script::test::LuaRunning;

namespace {

std::string example() {
  std::ifstream file(DIAL_DOCS "/scripts-lua.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::string opening = "```lua\n";
  const auto begin = text.find(opening);
  REQUIRE(begin != std::string::npos);
  const auto end = text.find("```", begin + opening.size());
  REQUIRE(end != std::string::npos);
  return text.substr(begin + opening.size(), end - begin - opening.size());
}

}  // namespace

TEST_SUITE("docs/scripts-lua.md") {
  TEST_CASE("the example logs in with a token") {
    LuaRunning script(example(), credentials());
    script.receive("\r\nlogin: ");
    CHECK(script.sent() == "alice\r");
    script.receive("alice\r\npassword: ");
    CHECK(script.sent() == "hunter2\r");
    script.receive("\r\nToken: ");
    CHECK(script.sent() == "<secret question Token of alice?>");
    script.answer("4711");
    CHECK(script.sent() == "4711\r");
    script.receive("\r\nts1>");
    CHECK(script.sent() == "ppp\r");
    script.receive("Your address is 10.1.2.3.\r\n~");
    CHECK(script.sent() == "<address 10.1.2.3>");
    CHECK(script.finished().outcome == Engine::Outcome::kDone);
    CHECK(script.unread() == "\n~");
  }

  TEST_CASE("the example logs in without one") {
    LuaRunning script(example(), credentials());
    script.receive("login: password: ");
    script.wait(5s);
    script.receive("ts1>");
    CHECK(script.sent() == "alice\rhunter2\rppp\r");
  }

  TEST_CASE("the example gives up when the lines are busy") {
    LuaRunning script(example(), credentials());
    script.receive("all lines busy");
    const auto end = script.finished();
    CHECK(end.outcome == Engine::Outcome::kFailed);
    CHECK(end.text == "login.lua:3: the server has no free line");
  }
}
