#include "manager/interpreter.hpp"

#include <doctest/doctest.h>

#include <string>

#include "script/lua_runner.hpp"
#include "unit/uv/loop.hpp"
#include "uv/timer.hpp"

using namespace std::chrono_literals;
using dial::Octets;
using dial::manager::Interpreter;
using dial::script::Engine;
using dial::uv::TestLoop;
namespace lua = dial::script::lua;
using Outcome = Engine::Outcome;

namespace {

// A line with a script on it: what is sent stands in `sent`.
class ScriptedLine final : public dial::manager::InterpreterOwner {
 public:
  ScriptedLine(uv_loop_t* loop, std::string_view text, lua::Limits limits = {},
               const std::string& program = DIAL_LUA)
      : loop_(loop),
        timer_(loop,
               [this] {
                 runner_.handle_timeout(now());
                 pump();
               }),
        runner_(*lua::Script::parse("login.lua", 1, text), {}, limits, now()) {
    auto started = Interpreter::start(loop, program, *this);
    REQUIRE(started);
    interpreter_ = std::move(*started);
    pump();
  }

  void receive(std::string_view text) {
    runner_.handle_input(dial::octets_of(text), now());
    pump();
  }
  void hang_up() {
    runner_.handle_hangup();
    pump();
  }
  bool is_over() const { return end.has_value(); }

  std::string sent;
  std::optional<Engine::Finished> end;

 private:
  dial::TimePoint now() const { return dial::uv::now_on(loop_); }
  void on_interpreter_input(Octets octets) override {
    runner_.handle_interpreter(octets, now());
    pump();
  }
  void on_interpreter_gone(const std::string& why) override {
    runner_.handle_interpreter_gone(why);
    pump();
  }
  void pump() {
    while (const auto output = runner_.poll_output()) {
      if (const auto* octets = std::get_if<dial::Buffer>(&*output)) sent += dial::text_of(*octets);
      const auto* frames = std::get_if<Engine::ToInterpreter>(&*output);
      if (frames != nullptr && interpreter_) interpreter_->write(frames->octets);
    }
    if (auto finished = runner_.poll_finished()) end = std::move(finished);
    if (end) interpreter_.reset();
    timer_.set(runner_.poll_timeout());
  }

  uv_loop_t* loop_;
  std::unique_ptr<Interpreter> interpreter_;
  dial::uv::DeadlineTimer timer_;
  lua::Runner runner_;
};

// What a process says, as it comes.
struct Listener final : dial::manager::InterpreterOwner {
  void on_interpreter_input(Octets octets) override { heard += dial::text_of(octets); }
  void on_interpreter_gone(const std::string& why) override { heard += why; }
  std::string heard;
};

constexpr std::string_view kDialogue = R"(
for i = 1, 50 do
  expect("?")
  send(i, ";")
end
)";

// Answers a question for each one sent until the other script is done.
bool goes_through_dialogue(TestLoop& loop, ScriptedLine& line) {
  for (int i = 1; i <= 50; ++i) {
    const std::string answer = std::to_string(i) + ";";
    line.receive("?");
    if (!loop.run_until([&] { return line.sent.ends_with(answer); })) return false;
  }
  return loop.run_until([&] { return line.is_over(); }) && line.end->outcome == Outcome::kDone;
}

}  // namespace

TEST_SUITE("manager::Interpreter") {
  TEST_CASE("a script on a loop goes through its dialogue") {
    TestLoop loop;
    ScriptedLine line(loop,
                      "expect('ogin:') send('alice\\r') delay(0.01) expect('word:') send('x')");
    line.receive("login:");
    CHECK(loop.run_until([&] { return line.sent == "alice\r"; }));
    line.receive("password:");
    CHECK(loop.run_until([&] { return line.is_over(); }));
    CHECK(line.end->outcome == Outcome::kDone);
    CHECK(line.sent == "alice\rx");
  }

  TEST_CASE("whatever a script does, the scripts of other lines go on, and it is gone in time") {
    for (const char* text :
         {"while true do pcall(function() while true do end end) end",
          "local s = ('a'):rep(30000) while true do pcall(s.find, s, ('a-'):rep(30) .. 'b') end",
          "local function f() return pcall(f) or f() end while true do pcall(f) end",
          "while true do pcall(string.rep, 'x', 1e7) end",
          "local t = {} for i = 1, 1e5 do t[i] = i end while true do pcall(table.sort, t, "
          "function() "
          "return true end) end",
          "local function nest() local co = coroutine.wrap(nest) while true do pcall(co) end end "
          "nest()",
          "xpcall(error, function() while true do end end)", "while true do pcall(send, '') end",
          "while true do pcall(try_expect, 'x', 0) end", "while true do pcall(delay, 0) end"}) {
      CAPTURE(std::string(text));
      TestLoop loop;
      ScriptedLine wild(loop, text,
                        {.script = 1s, .turn = 5s, .computing_turn = 700ms, .computing = 1s});
      ScriptedLine other(loop, kDialogue);
      CHECK(goes_through_dialogue(loop, other));
      CHECK_FALSE(wild.is_over());
      CHECK(loop.run_until([&] { return wild.is_over(); }));
      CHECK(wild.end->outcome != Outcome::kDone);
    }
  }

  TEST_CASE("a hang-up ends a script in the middle of what it computes, at once") {
    TestLoop loop;
    ScriptedLine line(loop, "send('begun') while true do pcall(string.rep, 'x', 1e6) end",
                      {.computing_turn = 60s, .computing = 60s});
    CHECK(loop.run_until([&] { return line.sent == "begun"; }));
    line.hang_up();
    CHECK(line.is_over());
    CHECK(line.end->outcome == Outcome::kHangup);
  }

  TEST_CASE("a process that says nothing is given up after its limit") {
    TestLoop loop;
    ScriptedLine line(loop, "send('x')", {.turn = 100ms}, "/usr/bin/tail");
    CHECK(loop.run_until([&] { return line.is_over(); }));
    CHECK(line.end->outcome == Outcome::kTimeout);
  }

  TEST_CASE("a process that ends by itself ends the script") {
    TestLoop loop;
    ScriptedLine none(loop, "send('x')", {}, "/bin/true");
    CHECK(loop.run_until([&] { return none.is_over(); }));
    CHECK(none.end->text.find("login.lua:1: the interpreter of the script ended") == 0);
  }

  TEST_CASE("a script as long as they may be gets to its interpreter") {
    TestLoop loop;
    const std::string text = "send('begin') " + std::string(65'500, ' ') + "send('end')";
    ScriptedLine line(loop, text);
    CHECK(loop.run_until([&] { return line.is_over(); }));
    CHECK(line.sent == "beginend");
  }

  TEST_CASE("what the socket does not take at once is written later, in its order") {
    TestLoop loop;
    Listener listener;
    auto shell = Interpreter::start(loop, "/bin/sh", listener);
    REQUIRE(shell);
    std::string comments;
    while (comments.size() < 1'000'000)
      comments += "# " + std::string(1'000, 'x') + "\n";
    (*shell)->write(dial::octets_of(comments));
    (*shell)->write(dial::octets_of("echo read >&0\n"));
    CHECK(loop.run_until([&] { return listener.heard == "read\n"; }));
    shell->reset();
  }
}
