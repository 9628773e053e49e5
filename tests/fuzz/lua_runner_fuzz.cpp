// The line's side of a Lua script between a line and an interpreter that both say anything. Each
// event is a kind, a length and as many octets: from the line, from the interpreter as they are,
// from the interpreter as the body of a frame, an answer to a question, or time that passes. The
// engine always comes to its end, answers one frame with one, and shows the password nowhere but in
// what is sent.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "script/lua_runner.hpp"

namespace {

using namespace std::chrono_literals;
using dial::Secret;
using dial::script::Engine;
namespace lua = dial::script::lua;

constexpr std::string_view kPassword = "S3cr3t!";
constexpr lua::Limits kLimits{.wait = 2s, .script = 20s, .turn = 3s};
constexpr int kMostCalls = 2'000;

enum Kind : std::uint8_t { kLine, kInterpreter, kFrame, kAnswer, kTime, kHangup, kKinds };

void demand(bool holds) {
  if (!holds) std::abort();
}

void refuse_secret(std::string_view text) {
  demand(text.find(kPassword) == std::string_view::npos);
}

const lua::Script& empty_script() {
  static const lua::Script script = *lua::Script::parse("x.lua", 1, "");
  return script;
}

struct Run {
  dial::TimePoint now{};
  lua::Runner runner{
      empty_script(), {.fields = {{"password", Secret(std::string(kPassword))}}}, kLimits, now};
  int commands = 0;
  int frames = 0;

  void drain() {
    while (const auto output = runner.poll_output()) {
      if (const auto* report = std::get_if<Engine::Report>(&*output)) refuse_secret(report->text);
      if (const auto* asked = std::get_if<Engine::Question>(&*output)) refuse_secret(asked->text);
      if (const auto* to = std::get_if<Engine::ToInterpreter>(&*output)) check(to->octets);
    }
  }
  void check(const dial::Buffer& frame) {
    const auto command = lua::decode_command(dial::Octets(frame).subspan(lua::kLengthSize));
    demand(command.has_value());
    // The others may repeat what the line and the interpreter have said.
    if (std::holds_alternative<lua::Load>(*command)) refuse_secret(dial::text_of(frame));
    ++commands;
  }
  void handle(Kind kind, dial::Octets octets) {
    switch (kind) {
      case kLine:
        return runner.handle_input(octets, now);
      case kInterpreter:
        return runner.handle_interpreter(octets, now);
      case kFrame: {
        dial::Buffer frame;
        dial::ByteWriter(frame).u32(static_cast<std::uint32_t>(octets.size())).bytes(octets);
        ++frames;
        return runner.handle_interpreter(frame, now);
      }
      case kAnswer:
        return runner.handle_answer(Secret(std::string(dial::text_of(octets))), now);
      case kTime:
        now += octets.size() * 1ms;
        return runner.handle_timeout(now);
      default:
        return runner.handle_hangup();
    }
  }
  void finish() {
    runner.handle_answer(Secret("late"), now);
    for (int calls = 0; const auto deadline = runner.poll_timeout(); ++calls) {
      demand(calls < kMostCalls);
      now = std::max(now, *deadline);
      runner.handle_timeout(now);
      drain();
      runner.handle_answer(Secret("late"), now);
    }
    drain();
    const auto end = runner.poll_finished();
    demand(end.has_value() && !runner.poll_finished());
    refuse_secret(end->text);
    refuse_secret(end->received);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dial::Octets rest(data, size);
  Run run;
  run.drain();
  bool is_framed = true;
  while (rest.size() >= 2) {
    const auto kind = static_cast<Kind>(rest[0] % kKinds);
    const std::size_t length = std::min<std::size_t>(rest[1], rest.size() - 2);
    is_framed = is_framed && kind != kInterpreter;
    run.handle(kind, rest.subspan(2, length));
    run.drain();
    rest = rest.subspan(2 + length);
  }
  // The first one is the script.
  demand(!is_framed || run.commands <= run.frames + 1);
  run.finish();
  return 0;
}
