#include "script/scp_engine.hpp"

#include <algorithm>
#include <utility>

#include "script/overloaded.hpp"

namespace dial::script::scp {
namespace {

constexpr int kSevenBits = 7;

Engine::Outcome outcome_of(Runner::Outcome outcome) {
  switch (outcome) {
    case Runner::Outcome::kDone:
      return Engine::Outcome::kDone;
    case Runner::Outcome::kHalted:
      return Engine::Outcome::kHalted;
    case Runner::Outcome::kFailed:
      return Engine::Outcome::kFailed;
    case Runner::Outcome::kTimeout:
      return Engine::Outcome::kTimeout;
    case Runner::Outcome::kHangup:
      return Engine::Outcome::kHangup;
    case Runner::Outcome::kPppSeen:
      return Engine::Outcome::kPppSeen;
  }
  return Engine::Outcome::kFailed;
}

Engine::Parity parity_of(Parity parity) {
  switch (parity) {
    case Parity::kNone:
      return Engine::Parity::kNone;
    case Parity::kOdd:
      return Engine::Parity::kOdd;
    case Parity::kEven:
      return Engine::Parity::kEven;
    case Parity::kMark:
      return Engine::Parity::kMark;
    case Parity::kSpace:
      return Engine::Parity::kSpace;
  }
  return Engine::Parity::kNone;
}

std::optional<Engine::LineFormat> format_of(const PortChange& change) {
  using Format = std::optional<Engine::LineFormat>;
  return std::visit(
      Overloaded{
          [](DataBits bits) -> Format {
            return Engine::LineFormat{.is_seven_bit = bits.count == kSevenBits, .parity = {}};
          },
          [](Parity parity) -> Format {
            return Engine::LineFormat{.is_seven_bit = {}, .parity = parity_of(parity)};
          },
          [](StopBits) -> Format { return std::nullopt; },  // one, as ever
      },
      change);
}

std::string problem_of(const SetPort& set) {
  if (const auto* bits = std::get_if<DataBits>(&set.change); bits != nullptr && bits->count < 7)
    return "set port databits " + std::to_string(bits->count) +
           " is not supported yet; 7 and 8 are";
  if (const auto* bits = std::get_if<StopBits>(&set.change); bits != nullptr && bits->count != 1)
    return "set port stopbits 2 is not supported yet; write [line] stop_bits = 2 in the profile";
  return {};
}

std::string problem_of(const Action& action) {
  if (const auto* set = std::get_if<SetPort>(&action)) return problem_of(*set);
  const auto* keyboard = std::get_if<SetKeyboard>(&action);
  if (keyboard == nullptr || !keyboard->is_on) return {};
  return "set screen keyboard on is not supported yet; halt hands the line over to the user";
}

}  // namespace

std::vector<ParseError> unsupported(const Script& script) {
  std::vector<ParseError> found;
  for (const Instruction& instruction : script.main().code) {
    if (auto problem = problem_of(instruction.action); !problem.empty())
      found.push_back(error_at(instruction.place, std::move(problem)));
  }
  return found;
}

ScpEngine::ScpEngine(const Script& script, const LoginValues& values, const LoginLimits& limits,
                     Source source, TimePoint now)
    : runner_(script, {.user = values.user, .password = values.password},
              {.wait = limits.wait.value_or(Limits{}.wait), .script = limits.script}, now),
      source_(std::move(source)) {}

std::optional<Engine::Output> ScpEngine::poll_output() {
  while (auto output = runner_.poll_output()) {
    if (auto* octets = std::get_if<Buffer>(&*output)) return Output(std::move(*octets));
    if (const auto* client = std::get_if<Runner::ClientAddress>(&*output))
      return Output(ClientAddress{client->address});
    const auto* change = std::get_if<PortChange>(&*output);
    if (change == nullptr) continue;
    if (const auto format = format_of(*change)) return Output(*format);
  }
  return std::nullopt;
}

std::optional<Engine::Finished> ScpEngine::poll_finished() {
  auto end = runner_.poll_finished();
  if (!end) return std::nullopt;
  const std::size_t line = source_.line + end->place.line - 1;
  const std::size_t column = end->place.column + (end->place.line == 1 ? source_.column - 1 : 0);
  Finished told{outcome_of(end->outcome), std::move(end->text), line, std::move(end->received)};
  if (!told.text.empty()) {
    told.text =
        source_.name + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + told.text;
  }
  return told;
}

}  // namespace dial::script::scp
