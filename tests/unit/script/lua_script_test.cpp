#include <doctest/doctest.h>

#include <string>

#include "script/lua_script.hpp"

using dial::script::ParseError;
using dial::script::lua::Script;

namespace {

ParseError error_of(std::string_view text, std::size_t first_line = 1) {
  const auto script = Script::parse("login.lua", first_line, text);
  REQUIRE_FALSE(script);
  return script.error();
}

}  // namespace

TEST_SUITE("script::lua::Script") {
  TEST_CASE("a script with an error of syntax is refused, with its line") {
    const ParseError error = error_of("send('a')\n\nexpect('x'\nsend('b')");
    CHECK(error.line == 4);
    CHECK(error.message == "')' expected (to close '(' at line 3) near 'send'");
  }

  TEST_CASE("a script within another file has the lines of that file") {
    CHECK(error_of("a b", 700).line == 700);
    CHECK(error_of("\na b", 1).line == 2);
    CHECK(error_of("\n\na b", 257).line == 259);
  }

  TEST_CASE("compiled code is no script") {
    CHECK(error_of("\x1bLua").message.find("attempt to load a binary chunk") == 0);
  }

  TEST_CASE("a script is not run when it is read") {
    CHECK(Script::parse("login.lua", 1, "while true do end"));
    CHECK(Script::parse("login.lua", 1, ""));
  }

  TEST_CASE("a script that is too long, or nested too deeply, is refused") {
    CHECK(error_of(std::string(Script::kLongest + 1, ' ')).message.find("longer than 65536") !=
          std::string::npos);
    CHECK(Script::parse("login.lua", 1, std::string(Script::kLongest, ' ')));
    const std::string deep = "x = " + std::string(30'000, '(') + "1" + std::string(30'000, ')');
    CHECK(error_of(deep).message.find("overflow") != std::string::npos);
  }

  TEST_CASE("of a long name the end is kept") {
    const auto script = Script::parse("/" + std::string(100, 'd') + "/login.lua", 1, "");
    REQUIRE(script);
    CHECK(script->name().size() == 40);
    CHECK(script->name().starts_with("..."));
    CHECK(script->name().ends_with("/login.lua"));
    CHECK(Script::parse("", 1, "")->name() == "script");
  }
}
