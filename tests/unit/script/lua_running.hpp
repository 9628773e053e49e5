#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "script/lua_runner.hpp"
#include "script/overloaded.hpp"
#include "support/lua_process.hpp"

namespace dial::script::test {

inline lua::Script lua_parsed(std::string_view text) {
  auto script = lua::Script::parse("login.lua", 1, text);
  REQUIRE_MESSAGE(script.has_value(), text);
  return *script;
}

// A running script with its clock, which is a virtual one, and its interpreter, which is real.
// After each call the interpreter has had its turn. Outputs that are not octets read as "<break>",
// "<report text>", "<address 10.0.0.1>", "<question text>" and "<secret question text>".
class LuaRunning {
 public:
  explicit LuaRunning(std::string_view text, const lua::Profile& profile = {},
                      lua::Limits limits = {})
      : runner_(lua_parsed(text), profile, limits, now) {
    settle();
  }

  void receive(std::string_view text) {
    runner_.handle_input(octets_of(text), now);
    settle();
  }
  void wait(Duration duration) {
    now += duration;
    runner_.handle_timeout(now);
    settle();
  }
  void answer(std::string text) {
    runner_.handle_answer(Secret(std::move(text)), now);
    settle();
  }
  void hang_up() {
    runner_.handle_hangup();
    settle();
  }
  std::string sent() { return std::exchange(sent_, {}); }
  std::string unread() {
    const Buffer octets = runner_.take_unread();
    return std::string(text_of(octets));
  }
  bool is_running() { return runner_.poll_timeout().has_value(); }
  Engine::Finished finished() {
    auto end = runner_.poll_finished();
    REQUIRE(end);
    CHECK_FALSE(runner_.poll_finished());
    CHECK_FALSE(runner_.poll_timeout());
    return *end;
  }
  lua::Runner& runner() { return runner_; }

  TimePoint now{};

 private:
  // Until the runner has nothing more for the interpreter.
  void settle() {
    while (const auto output = runner_.poll_output()) {
      if (const auto* frames = std::get_if<Engine::ToInterpreter>(&*output)) {
        converse(frames->octets);
      } else {
        sent_ += text_of_output(*output);
      }
    }
  }

  void converse(Octets frame) {
    const Buffer answer = process_.converse(frame);
    if (answer.empty()) return runner_.handle_interpreter_gone("the interpreter ended");
    runner_.handle_interpreter(answer, now);
  }

  static std::string text_of_output(const Engine::Output& output) {
    return std::visit(
        Overloaded{
            [](const Buffer& octets) { return std::string(text_of(octets)); },
            [](const Engine::Break&) { return std::string("<break>"); },
            [](const Engine::Report& report) { return "<report " + report.text + ">"; },
            [](const Engine::ClientAddress& client) {
              return "<address " + to_string(client.address) + ">";
            },
            [](const Engine::LineFormat&) { return std::string("<format>"); },
            [](const Engine::Question& question) {
              return (question.is_secret ? "<secret question " : "<question ") + question.text +
                     ">";
            },
            [](const Engine::ToInterpreter&) { return std::string(); },
        },
        output);
  }

  dial::test::LuaProcess process_;
  lua::Runner runner_;
  std::string sent_;
};

inline lua::Profile credentials(std::string_view password = "hunter2") {
  return {.fields = {{"user", "alice"}, {"password", Secret(std::string(password))}}};
}

}  // namespace dial::script::test
