#include "conformance/interleavings/script.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace dial::conformance {
namespace {

using namespace std::chrono_literals;

// The standard book of the simulator, and what script_numbers() adds. Good ones are the most.
constexpr std::array kNumbers{
    "5551234", "5551234", "5551234", "5551234", "5550001", "5550002", "5550002",
    "5557700", "5557701", "5557702", "5557703", "5557704", "5557706", "5550100",
};

constexpr std::array kStates{
    State::kOpenPort,        State::kPortOpened,          State::kConnectDevice,
    State::kDeviceConnected, State::kAllDevicesConnected, State::kAuthenticate,
    State::kAuthNotify,      State::kAuthenticated,       State::kAuthProject,
    State::kProjected,       State::kConnected,           State::kRetryAuthentication,
    State::kAuthRetry,
};

constexpr std::array kInside{Inside::kAsk,    Inside::kDial,   Inside::kResume, Inside::kHangUp,
                             Inside::kHangUp, Inside::kNoMore, Inside::kSlow,   Inside::kStuck};

// How often each comes up, of the sum.
constexpr std::array<std::pair<Verb, unsigned>, 16> kVerbs{{
    {Verb::kDial, 14},
    {Verb::kDialAndWait, 3},
    {Verb::kHangUp, 9},
    {Verb::kHangUpAndWait, 3},
    {Verb::kCancel, 4},
    {Verb::kDisconnect, 2},
    {Verb::kResume, 4},
    {Verb::kWatch, 2},
    {Verb::kDestroy, 3},
    {Verb::kEnd, 3},
    {Verb::kVanish, 2},
    {Verb::kStandStill, 2},
    {Verb::kLoseCarrier, 4},
    {Verb::kMakeNoise, 3},
    {Verb::kStall, 2},
    {Verb::kRunClient, 2},
}};

constexpr unsigned kSum = [] {
  unsigned sum = 0;
  for (const auto& [verb, weight] : kVerbs)
    sum += weight;
  return sum;
}();

Verb pick_verb(Random& random) {
  auto left = random.below(kSum);
  for (const auto& [verb, weight] : kVerbs) {
    if (left < weight) return verb;
    left -= weight;
  }
  return Verb::kDial;
}

// Half of all steps crowd at the beginning, where the dials are. Only later does one pause.
std::chrono::microseconds pick_time(Random& random, Verb verb) {
  const bool is_early = verb != Verb::kResume && random.one_in(2);
  return std::chrono::microseconds(is_early ? random.below(3000) : random.below(45'000));
}

Step make_step(Random& random, const ScriptOptions& options, std::size_t players, Verb verb) {
  Step step;
  step.verb = verb;
  step.at = pick_time(random, verb);
  step.player = random.below(players);
  step.line = random.below(options.lines);
  step.target = random.below(64);
  step.number = kNumbers[random.below(kNumbers.size())];
  step.force = random.one_in(4);
  step.may_pause = random.one_in(4);
  step.wrong_password = step.may_pause ? !random.one_in(4) : random.one_in(6);
  step.lasts = std::chrono::milliseconds(random.below(40));
  for (auto acts = random.below(3); acts > 0; --acts)
    step.inside[kStates[random.below(kStates.size())]] = kInside[random.below(kInside.size())];
  if (step.may_pause && random.one_in(2))
    step.inside[State::kRetryAuthentication] = Inside::kResume;
  return step;
}

std::string name_of(Verb verb) {
  switch (verb) {
    case Verb::kDial:
      return "dial";
    case Verb::kDialAndWait:
      return "dial and wait";
    case Verb::kHangUp:
      return "hang up";
    case Verb::kHangUpAndWait:
      return "hang up and wait";
    case Verb::kCancel:
      return "cancel";
    case Verb::kDisconnect:
      return "disconnect";
    case Verb::kResume:
      return "resume";
    case Verb::kWatch:
      return "watch";
    case Verb::kDestroy:
      return "destroy the Dialer";
    case Verb::kVanish:
      return "end the thread of its Dialer";
    case Verb::kEnd:
      return "end";
    case Verb::kStandStill:
      return "stand still";
    case Verb::kLoseCarrier:
      return "lose carrier";
    case Verb::kMakeNoise:
      return "make noise";
    case Verb::kStall:
      return "stall";
    case Verb::kRunClient:
      return "run a client and kill it";
    case Verb::kStopDaemon:
      return "stop the daemon";
    case Verb::kKillDaemon:
      return "kill the daemon";
  }
  return "";
}

std::string name_of(Inside inside) {
  switch (inside) {
    case Inside::kAsk:
      return "asks";
    case Inside::kDial:
      return "dials";
    case Inside::kResume:
      return "resumes";
    case Inside::kHangUp:
      return "hangs up";
    case Inside::kNoMore:
      return "wants no more";
    case Inside::kSlow:
      return "is slow";
    case Inside::kStuck:
      return "is stuck";
  }
  return "";
}

std::string describe(const Step& step) {
  std::string text = std::to_string(step.at.count()) + " us: player " +
                     std::to_string(step.player) + ", line" + std::to_string(step.line) + ": " +
                     name_of(step.verb);
  const bool dials =
      step.verb == Verb::kDial || step.verb == Verb::kDialAndWait || step.verb == Verb::kRunClient;
  if (dials) text += " " + step.number + (step.wrong_password ? " (wrong password)" : "");
  if (step.verb == Verb::kDial && step.may_pause) text += " and may pause";
  if (step.verb == Verb::kResume)
    text += " dial " + std::to_string(step.target) + (step.wrong_password ? " wrongly" : "");
  if (step.verb == Verb::kDestroy && step.force) text += " behind its Dispatcher";
  const bool ends =
      step.verb == Verb::kHangUp || step.verb == Verb::kHangUpAndWait || step.verb == Verb::kCancel;
  if (ends) text += " dial " + std::to_string(step.target) + (step.force ? " by force" : "");
  const bool lasts =
      step.verb == Verb::kRunClient || step.verb == Verb::kStandStill || step.verb == Verb::kStall;
  if (lasts) text += " for " + std::to_string(step.lasts.count()) + " ms";
  if (step.verb != Verb::kDial) return text;
  for (const auto& [state, inside] : step.inside)
    text += "; " + name_of(inside) + " in " + std::string(state_name(state));
  return text;
}

}  // namespace

std::uint64_t Random::next() {
  std::uint64_t mixed = (state_ += 0x9e3779b97f4a7c15U);
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
  return mixed ^ (mixed >> 31);
}

std::vector<std::string> script_numbers() {
  return {"5550001=connect 33600 delay=60s", "5550002=connect 33600 delay=10ms",
          "5550100=drop:8ms"};
}

Script make_script(std::uint64_t seed, const ScriptOptions& options) {
  Random random(seed);
  Script script{.seed = seed, .lines = options.lines, .players = 1 + random.below(3)};
  for (std::size_t i = 0; i < script.players; ++i)
    script.polls.push_back(random.one_in(3));
  script.steps.push_back(make_step(random, options, script.players, Verb::kDial));
  for (auto left = 2 + random.below(8); left > 0; --left)
    script.steps.push_back(make_step(random, options, script.players, pick_verb(random)));
  if (options.has_daemon && random.one_in(16)) {
    const Verb verb = random.one_in(2) ? Verb::kStopDaemon : Verb::kKillDaemon;
    script.steps.push_back(make_step(random, options, script.players, verb));
  }
  if (random.one_in(2)) script.lingers = std::chrono::milliseconds(random.below(60));
  std::ranges::sort(script.steps, {}, &Step::at);
  return script;
}

std::string describe(const Script& script) {
  std::string text;
  for (std::size_t i = 0; i < script.players; ++i)
    if (script.polls[i]) text += "  player " + std::to_string(i) + " has a Dispatcher\n";
  for (const Step& step : script.steps)
    text += "  " + describe(step) + "\n";
  return text + "  and " + std::to_string(script.lingers.count()) + " ms later all is hung up\n";
}

}  // namespace dial::conformance
