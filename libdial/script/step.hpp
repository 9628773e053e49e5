#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.hpp"

namespace dial::script {

// What a script may insert when it runs.
enum class Insert : std::uint8_t { kPhone, kPhone2, kUser, kPassword };
struct Pause {
  Duration length;
};
struct SendBreak {};

using Piece = std::variant<std::string, Insert, Pause, SendBreak>;

// A word with its escapes resolved; only what is known at run time is left open.
struct Template {
  std::vector<Piece> pieces;
  bool is_quiet = false;  // \q: what is sent is a secret
};

struct Alternative {
  Template expect;
  std::optional<Template> reply;  // sent when `expect` does not come in time
};

// One after the other until one matches. After the reply of the last one the script goes on, as
// chat(8) does for `a-b`.
struct Expect {
  std::vector<Alternative> alternatives;
};
struct Send {
  Template text;
};

struct Abort {
  Template text;
};
struct ClearAbort {
  Template text;
};
struct Report {
  Template text;
};
struct ClearReport {
  Template text;
};
struct Say {
  Template text;
};
struct Timeout {
  Duration length;
};
struct Echo {
  bool is_on;
};
struct Hangup {
  bool is_on;
};

using Action =
    std::variant<Expect, Send, Abort, ClearAbort, Report, ClearReport, Say, Timeout, Echo, Hangup>;

// One word of a script, or a keyword with its operand, and where it stands; both count from 1.
struct Step {
  Action action;
  std::size_t line = 1;
  std::size_t column = 1;
};

}  // namespace dial::script
