// The line's side alone, with an interpreter that says what the test wants: also what ours never
// would.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "script/lua_runner.hpp"

using namespace std::chrono_literals;
using dial::Buffer;
using dial::Secret;
using dial::script::Engine;
using namespace dial::script::lua;
using Outcome = Engine::Outcome;

namespace {

struct Scripted {
  explicit Scripted(Limits limits = {})
      : runner(*Script::parse("login.lua", 1, "\n\n\n"),
               {.fields = {{"password", Secret("hunter2")}}}, limits, now) {
    commands();
  }

  void ask(const Request& request) { runner.handle_interpreter(encode(request), now); }
  std::vector<Command> commands() {
    std::vector<Command> all;
    while (const auto output = runner.poll_output()) {
      const auto* to = std::get_if<Engine::ToInterpreter>(&*output);
      if (to == nullptr) continue;
      const auto command =
          decode_command(dial::Octets(to->octets).subspan(dial::script::lua::kLengthSize));
      REQUIRE(command);
      all.push_back(*command);
    }
    return all;
  }
  std::string failure() {
    const auto end = runner.poll_finished();
    REQUIRE(end);
    CHECK(end->outcome == Outcome::kFailed);
    return end->text;
  }

  dial::TimePoint now{};
  Runner runner;
};

}  // namespace

TEST_SUITE("script::lua::Runner, the interpreter's side") {
  TEST_CASE("the script is handed over with its variables, and no secret among them") {
    Runner runner(*Script::parse("login.lua", 5, "send(1)"),
                  {.fields = {{"password", Secret("hunter2")}, {"user", "alice"}}}, {}, {});
    const auto output = runner.poll_output();
    REQUIRE(output);
    const Buffer frame = std::get<Engine::ToInterpreter>(*output).octets;
    CHECK(dial::text_of(frame).find("hunter2") == std::string_view::npos);
    const auto command = decode_command(dial::Octets(frame).subspan(4));
    REQUIRE(command);
    const auto& load = std::get<Load>(*command);
    CHECK(load.text == "send(1)");
    CHECK(load.first_line == 5);
    REQUIRE(load.values.size() == 2);
    CHECK(std::get<SecretId>(load.values[0].value) == SecretId{0});
    CHECK(std::get<std::string>(load.values[1].value) == "alice");
  }

  TEST_CASE(
      "an interpreter that is silent is given up after its limit, also when it is not loaded") {
    Scripted line;
    CHECK(line.runner.poll_timeout() == line.now + 10s);
    line.ask(SendBreak{2});
    line.now += 9'999ms;
    line.runner.handle_timeout(line.now);
    CHECK_FALSE(line.runner.poll_finished());
    line.now += 1ms;
    line.runner.handle_timeout(line.now);
    const auto end = line.runner.poll_finished();
    REQUIRE(end);
    CHECK(end->outcome == Outcome::kTimeout);
    CHECK(end->text == "login.lua:2: the script computed for more than 10 s");
  }

  TEST_CASE("an interpreter that goes away ends the script, once") {
    Scripted line;
    line.ask(Delay{3, 1'000});
    line.runner.handle_interpreter_gone("the interpreter ended (signal 9)");
    CHECK(line.failure() == "login.lua:3: the interpreter ended (signal 9)");
    line.runner.handle_interpreter_gone("again");
    CHECK_FALSE(line.runner.poll_finished());
  }

  TEST_CASE("nothing is believed that no interpreter of ours says") {
    const auto refused = [](const Request& request) {
      Scripted line;
      line.ask(request);
      CHECK(line.failure().find("the interpreter does not speak as it must") != std::string::npos);
    };
    refused(Expect{1, 0, {}});
    refused(Expect{1, 0, {""}});
    refused(Expect{1, 0, {std::string(1'025, 'x')}});
    refused(Expect{1, 0, std::vector<std::string>(1'025, "x")});
    refused(Send{1, {SecretId{1}}});
    Scripted line;
    line.runner.handle_interpreter(dial::octets_of("\xff\xff\xff\xff"), line.now);
    CHECK(line.failure().find("too long") != std::string::npos);
    Scripted other;
    other.runner.handle_interpreter(dial::octets_of("\x01\x01"), other.now);
    CHECK_FALSE(other.runner.poll_finished());
    const std::string no_request("\0\0\0\x01\x63", 5);
    Scripted third;
    third.runner.handle_interpreter(dial::octets_of(no_request), third.now);
    CHECK(third.failure().find("it is no request") != std::string::npos);
  }

  TEST_CASE("a second request before the answer to the first is refused") {
    Scripted line;
    Buffer two = encode(Request(Delay{1, 1'000}));
    dial::ByteWriter(two).bytes(encode(Request(Delay{1, 1'000})));
    line.runner.handle_interpreter(two, line.now);
    CHECK(line.failure().find("it is not its turn") != std::string::npos);
  }

  TEST_CASE("a burst of requests is answered at once, and what goes beyond it in its time") {
    Scripted line;
    int answered = 0;
    while (line.runner.poll_timeout() == line.now + 10s) {
      line.ask(SendBreak{1});
      answered += static_cast<int>(line.commands().size());
      REQUIRE(answered < 1'000);
    }
    CHECK(answered == 66);  // 10 ms of 150 us each
    CHECK(line.commands().empty());
    CHECK(line.runner.poll_timeout() == line.now + 50us);
    line.now += 1ms;
    line.runner.handle_timeout(line.now);
    CHECK(line.commands().size() == 1);
  }

  TEST_CASE("looking again and again at what is hard to find takes time of its own") {
    Scripted line;
    line.ask(Delay{1, 0});
    line.runner.handle_input(dial::octets_of(std::string(16'384, 'a')), line.now);
    line.now += 1ms;
    line.runner.handle_timeout(line.now);
    line.commands();
    line.ask(Expect{1, 0, {"b" + std::string(1'023, 'a')}});
    // Near 16384 x 1024 comparisons of 10 ns each.
    const auto deadline = line.runner.poll_timeout();
    REQUIRE(deadline);
    CHECK(*deadline - line.now > 140ms);
    CHECK(*deadline - line.now < 170ms);
  }

  TEST_CASE("a script that sends for ever comes to its end") {
    Scripted line;
    for (int i = 0; i < 3 && line.runner.poll_timeout(); ++i) {
      line.ask(Send{1, {std::string(32'000, 'x')}});
      line.commands();
    }
    CHECK(line.failure() == "login.lua:1: the script sends and shows more than any login needs");
  }

  TEST_CASE("a long text is shown cut") {
    Scripted line;
    line.ask(Print{1, std::string(300, 'x')});
    const auto output = line.runner.poll_output();
    REQUIRE(output);
    CHECK(std::get<Engine::Report>(*output).text == std::string(256, 'x') + "…");
  }

  TEST_CASE("once over, what comes is handed on") {
    Scripted line;
    line.ask(End{});
    CHECK(line.runner.poll_finished()->outcome == Outcome::kDone);
    line.runner.handle_input(dial::octets_of("~\xff"), line.now);
    line.ask(End{});
    line.runner.handle_hangup();
    line.runner.handle_timeout(line.now + 1h);
    CHECK_FALSE(line.runner.poll_finished());
    CHECK(line.runner.take_unread() == Buffer{'~', 0xff});
  }
}
