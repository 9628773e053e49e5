#include <string>

#include "lua_running.hpp"
#include "script/login.hpp"

using namespace std::chrono_literals;
using dial::Secret;
using dial::script::Engine;
using dial::script::test::credentials;
using dial::script::test::LuaRunning;
using Outcome = Engine::Outcome;
namespace lua = dial::script::lua;

TEST_SUITE("script::lua::Runner") {
  constexpr std::string_view kLogin = R"(
expect("ogin:")
send(profile.user, "\r")
expect("ssword:", 20)
send(profile.password, "\r")
expect{"~", ">"}
)";

  TEST_CASE("a login goes the same way however the octets are split") {
    const std::string received = "noise login: alice\r\npassword: hunter2\r\nWelcome>{";
    for (std::size_t chunk = 1; chunk <= received.size(); ++chunk) {
      CAPTURE(chunk);
      LuaRunning script(kLogin, credentials());
      for (std::size_t at = 0; at < received.size(); at += chunk)
        script.receive(std::string_view(received).substr(at, chunk));
      CHECK(script.sent() == "alice\rhunter2\r");
      CHECK(script.finished().outcome == Outcome::kDone);
      CHECK(script.unread() == "{");
    }
  }

  TEST_CASE("expect tells which string came, and what was received up to its end") {
    LuaRunning script(R"(
local which, text = expect({"BUSY", "CONNECT"}, 10)
send(which, "|", text, "|")
which, text = expect("\r")
send(which, "|", text, "|")
)");
    script.receive("noise \xC3ONNECT 9600\rmore");
    CHECK(script.sent() == "2|noise CONNECT|1| 9600\r|");
    CHECK(script.finished().outcome == Outcome::kDone);
    CHECK(script.unread() == "more");
  }

  TEST_CASE("of two strings that end at the same octet the first of the list counts") {
    LuaRunning script("send((expect{'name:', 'username:'})) send((expect{'username:', 'name:'}))");
    script.receive("username:username:");
    CHECK(script.sent() == "11");
  }

  TEST_CASE("octets that come during a delay are matched by the wait behind it") {
    LuaRunning script("delay(1.5) expect('ok') send('got it')");
    script.receive("ok");
    CHECK(script.sent().empty());
    CHECK(script.runner().poll_timeout() == script.now + 1500ms);
    script.wait(1499ms);
    CHECK(script.sent().empty());
    script.wait(1ms);
    CHECK(script.sent() == "got it");
  }

  TEST_CASE(
      "nothing comes: the script ends at the limit of the wait, at its line, and not before") {
    LuaRunning script("\n\nexpect({'ogin:', '>'}, 10)");
    script.receive("busy");
    script.wait(9'999ms);
    CHECK(script.is_running());
    script.wait(1ms);
    const auto end = script.finished();
    CHECK(end.outcome == Outcome::kTimeout);
    CHECK(end.text == "login.lua:3: waited 10 s for \"ogin:\" or \">\"");
    CHECK(end.line == 3);
    CHECK(end.received == "busy");
  }

  TEST_CASE("a wait without a limit has the usual one") {
    LuaRunning script("expect('x')", {}, {.wait = 7s});
    CHECK(script.runner().poll_timeout() == script.now + 7s);
  }

  TEST_CASE("a script can go on when nothing comes") {
    LuaRunning script(R"(
if not try_expect("x", 2) then send("nothing ") end
local good, why = pcall(expect, "y", 3)
send(why)
)");
    script.wait(2s);
    CHECK(script.sent() == "nothing ");
    script.wait(3s);
    CHECK(script.sent() == "waited 3 s for \"y\"");
    CHECK(script.finished().outcome == Outcome::kDone);
  }

  TEST_CASE("a wait of no time looks at what is there") {
    LuaRunning script("expect('a') send(try_expect('b', 0), try_expect('z', 0) or 'no z')");
    script.receive("ab");
    CHECK(script.sent() == "1no z");
    CHECK(script.finished().outcome == Outcome::kDone);
  }

  TEST_CASE("a script whose waits are all met in time has a limit for everything") {
    LuaRunning script("while true do expect('x', 10) end", {}, {.script = 25s});
    for (int i = 0; i < 3; ++i) {
      script.wait(8s);
      script.receive("x");
    }
    CHECK(script.runner().poll_timeout() == script.now + 1s);
    script.wait(1s);
    const auto end = script.finished();
    CHECK(end.outcome == Outcome::kTimeout);
    CHECK(end.text == "login.lua:1: the script took longer than 25 s");
  }

  TEST_CASE("a hang-up interrupts every statement that waits") {
    for (const char* text : {"expect('x')", "delay(100)", "prompt('name?')",
                             "pcall(expect, 'x') pcall(expect, 'y')"}) {
      CAPTURE(text);
      LuaRunning script(text);
      script.hang_up();
      CHECK(script.finished().outcome == Outcome::kHangup);
      CHECK(script.sent().find("to line") == std::string::npos);
    }
  }

  TEST_CASE("an LCP frame ends the script whatever it does, and is handed on whole") {
    constexpr std::string_view kPlain = "~\xff\x03\xc0!";
    constexpr std::string_view kEscaped = "~\xff}#\xc0!";
    for (const char* text : {"expect('x')", "expect('~') expect('x')", "delay(9)", "prompt('?')"}) {
      for (const std::string_view frame : {kPlain, kEscaped}) {
        CAPTURE(text);
        LuaRunning script(text);
        script.receive("noise");
        script.receive(frame.substr(0, 3));
        script.receive(std::string(frame.substr(3)) + "rest");
        CHECK(script.finished().outcome == Outcome::kPppSeen);
        CHECK(script.unread() == std::string(frame) + "rest");
      }
    }
  }

  TEST_CASE("a prompt waits for its answer, for as long as that takes") {
    LuaRunning script("send(prompt('Name?'), '!')  expect('x', 10)", {}, {.script = 20s});
    CHECK(script.sent() == "<question Name?>");
    CHECK_FALSE(script.runner().poll_timeout());
    script.wait(1h);
    script.answer("alice");
    CHECK(script.sent() == "alice!");
    script.answer("nobody asked");
    CHECK(script.sent().empty());
    script.wait(9s);
    script.receive("x");
    CHECK(script.finished().outcome == Outcome::kDone);
  }

  TEST_CASE("what is typed at a secret prompt is sent, and comes back to the script only masked") {
    LuaRunning script(R"(
local pin = prompt_secret("PIN?")
send(pin, "\r")
print(pin, select(2, expect("\n")))
)");
    CHECK(script.sent() == "<secret question PIN?>");
    script.answer("4711");
    CHECK(script.sent() == "4711\r");
    script.receive("4711\n");
    CHECK(script.sent() == "<report ****** ******\\n>");
    CHECK(script.finished().received == "******\\n");
  }

  TEST_CASE("set_ip takes an address and nothing else") {
    LuaRunning script("expect('is ') local _, a = expect('\\r') set_ip(a:match('[%d.]+'))");
    script.receive("Your address is 10.1.2.3.4\r");
    CHECK(script.finished().text.find("login.lua:1: bad argument #1 to 'set_ip' (an address is") ==
          0);
    LuaRunning good("expect('is ') local _, a = expect('\\r') set_ip(a:match('[%d.]+'))");
    good.receive("Your address is 10.1.2.3\r");
    CHECK(good.sent() == "<address 10.1.2.3>");
  }

  TEST_CASE("breaks, texts and octets come out in the order of the script") {
    LuaRunning script("send('a\\0\\255') send_break() print('two', 2) send()");
    CHECK(script.sent() == std::string("a\0\xff<break><report two 2>", 24));
  }

  TEST_CASE("what the profile says is there, its own variables apart, and nothing else") {
    LuaRunning script(
        "send(profile.number, profile.variables.number, tostring(profile.realm), "
        "tostring(profile.menu), tostring(profile.variables.realm))",
        {.fields = {{"number", "5551234"}}, .variables = {{"menu", "2"}, {"number", "n"}}});
    CHECK(script.sent() == "5551234nnilnilnil");
    LuaRunning none("send(type(profile.variables), tostring(next(profile.variables)))");
    CHECK(none.sent() == "tablenil");
  }

  TEST_CASE("a login in Lua knows its entry, its device and the profile's variables") {
    const auto login = dial::script::Login::parse(
        dial::script::Language::kLua,
        "local names = {} for name in pairs(profile) do names[#names + 1] = name end "
        "table.sort(names) send(table.concat(names, ' '), ' ', profile.name, ' ', "
        "profile.device, ' ', profile.number, ' ', profile.user, ' ', profile.variables.menu)",
        {.profile = {.name = "isp", .device = "/dev/ttyS7", .variables = {{"menu", "2"}}}});
    REQUIRE(login);
    dial::test::LuaProcess process;
    const auto engine = login->start({.number = "555", .user = "alice", .password = {}}, {}, {});
    std::string sent;
    while (const auto output = engine->poll_output()) {
      if (const auto* frames = std::get_if<Engine::ToInterpreter>(&*output))
        engine->handle_interpreter(process.converse(frames->octets), {});
      if (const auto* octets = std::get_if<dial::Buffer>(&*output)) sent += dial::text_of(*octets);
    }
    CHECK(sent == "device name number password user variables isp /dev/ttyS7 555 alice 2");
  }

  TEST_CASE("an error tells file and line, and one the script raised itself its text") {
    const auto text_of_error = [](std::string_view text) {
      LuaRunning script(text);
      const auto end = script.finished();
      CHECK(end.outcome == Outcome::kFailed);
      return end.text;
    };
    CHECK(text_of_error("\nnothing()") ==
          "login.lua:2: attempt to call a nil value (global 'nothing')");
    CHECK(text_of_error("\n\nerror('no dial tone')") == "login.lua:3: no dial tone");
    CHECK(text_of_error("\nerror('bare', 0)") == "login.lua:2: bare");
    CHECK(text_of_error("\nerror({})") ==
          "login.lua:2: the script ended with an error that is a table and no text");
    CHECK(text_of_error("\nerror()") ==
          "login.lua:2: the script ended with an error that is a nil and no text");
    CHECK(text_of_error("coroutine.wrap(function()\nerror('deep')\nend)()") ==
          "login.lua:1: login.lua:2: deep");
  }

  TEST_CASE("a wrong argument is told by name and place") {
    const auto text_of_error = [](std::string_view text) {
      LuaRunning script(text);
      return script.finished().text;
    };
    CHECK(text_of_error("expect('')").find("login.lua:1: bad argument #1 to 'expect'") == 0);
    CHECK(text_of_error("expect({})").find("the list of strings is empty") != std::string::npos);
    CHECK(text_of_error("expect({'a', 7})").find("bad argument #1") != std::string::npos);
    CHECK(text_of_error("expect(('x'):rep(1025))").find("longer than 1024") != std::string::npos);
    CHECK(text_of_error("expect('x', -1)").find("seconds, from 0 to 3600") != std::string::npos);
    CHECK(text_of_error("delay(0/0)").find("seconds, from 0 to 3600") != std::string::npos);
    CHECK(text_of_error("send({})").find("bad argument #1 to 'send'") != std::string::npos);
    CHECK(text_of_error("send(nil)").find("bad argument #1 to 'send'") != std::string::npos);
  }

  TEST_CASE("what comes while nothing is waited for is bounded, and the newest is kept") {
    LuaRunning script("delay(1) expect('end') send('seen')");
    script.receive(std::string(200'000, 'x') + "end");
    script.wait(1s);
    CHECK(script.sent() == "seen");
  }

  TEST_CASE("a string is found behind more octets than are kept") {
    LuaRunning script("local _, text = expect('end') send(#text)");
    for (int i = 0; i < 100; ++i)
      script.receive(std::string(1'000, 'x'));
    script.receive("end");
    CHECK(script.sent() == "4096");
  }
}
