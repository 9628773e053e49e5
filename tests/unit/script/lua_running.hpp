#pragma once

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "script/lua_runner.hpp"
#include "script/overloaded.hpp"
#include "sys/child_process.hpp"

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
  explicit LuaRunning(std::string_view text, const lua::Variables& variables = {},
                      lua::Limits limits = {})
      : process_(spawned()), runner_(lua_parsed(text), variables, limits, now) {
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
  static sys::ChildProcess spawned() {
    auto process = sys::ChildProcess::spawn(DIAL_LUA);
    REQUIRE(process);
    return std::move(*process);
  }

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

  // Each frame has one frame for an answer, unless the process ends first.
  void converse(Octets frame) {
    REQUIRE(::send(process_.descriptor(), frame.data(), frame.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(frame.size()));
    lua::FrameReader answer;
    std::array<std::uint8_t, 65'536> space;
    std::optional<Buffer> whole;
    while (!whole) {
      pollfd ready{.fd = process_.descriptor(), .events = POLLIN, .revents = 0};
      REQUIRE_MESSAGE(::poll(&ready, 1, 20'000) == 1, "the interpreter does not answer");
      const auto count = ::recv(process_.descriptor(), space.data(), space.size(), 0);
      if (count <= 0) return runner_.handle_interpreter_gone("the interpreter ended");
      const auto octets = Octets(space).first(static_cast<std::size_t>(count));
      answer.handle_input(octets);
      runner_.handle_interpreter(octets, now);
      whole = answer.poll_frame();
    }
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
            [](const Engine::Question& question) {
              return (question.is_secret ? "<secret question " : "<question ") + question.text +
                     ">";
            },
            [](const Engine::ToInterpreter&) { return std::string(); },
        },
        output);
  }

  sys::ChildProcess process_;
  lua::Runner runner_;
  std::string sent_;
};

inline lua::Variables credentials(std::string_view password = "hunter2") {
  return {{"user", "alice"}, {"password", Secret(std::string(password))}};
}

}  // namespace dial::script::test
