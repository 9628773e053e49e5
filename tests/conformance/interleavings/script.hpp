#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dial/state.hpp"

namespace dial::conformance {

// What one round does, and when: the same for the same seed, wherever it runs.

enum class Verb {
  kDial,           // with a handler
  kDialAndWait,    // a thread of its own without a loop
  kHangUp,         // of some dial, by any player
  kHangUpAndWait,  // the same; its player's loop stands still meanwhile
  kCancel,         // of a dial of its own; by force: abandons it
  kDisconnect,     // by the entry's name
  kResume,         // of a dial that pauses, else wherever that dial is; a wrong password too
  kWatch,
  kDestroy,     // a player's Dialer; by force: behind its Dispatcher, if it has one
  kEnd,         // a player's Dialer and thread
  kVanish,      // a player's thread alone
  kStandStill,  // a player's loop
  kLoseCarrier,
  kMakeNoise,  // octets from nowhere, whatever the line does
  kStall,      // the modem takes nothing for `lasts`
  kRunClient,  // a process that dials; killed after `lasts`
  kStopDaemon,
  kKillDaemon,
};

// What a handler does in a state.
enum class Inside { kAsk, kDial, kResume, kHangUp, kNoMore, kSlow, kStuck };

struct Step {
  std::chrono::microseconds at{0};
  Verb verb = Verb::kDial;
  std::size_t player = 0;
  std::size_t line = 0;
  std::size_t target = 0;  // which of the dials so far, modulo their number
  std::string number;
  bool force = false;
  bool wrong_password = false;
  bool may_pause = false;  // in RetryAuthentication
  std::chrono::milliseconds lasts{0};
  std::map<State, Inside> inside;
};

struct Script {
  std::uint64_t seed = 0;
  std::size_t lines = 1;
  std::size_t players = 1;
  std::vector<bool> polls;               // which players have a Dispatcher, and no loop
  std::vector<Step> steps;               // by time
  std::chrono::milliseconds lingers{0};  // after the last, until everything is hung up
};

struct ScriptOptions {
  std::size_t lines = 1;
  bool has_daemon = false;
};

// SplitMix64: the same numbers everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
  bool one_in(std::size_t chances) { return below(chances) == 0; }

 private:
  std::uint64_t state_;
};

// The numbers of the telephone book that the scripts need beside the standard ones.
std::vector<std::string> script_numbers();

Script make_script(std::uint64_t seed, const ScriptOptions& options);
std::string describe(const Script& script);  // a line per step

// Past it a stuck handler has lost its line.
constexpr std::chrono::milliseconds kScriptHandlerLimit{40};

}  // namespace dial::conformance
