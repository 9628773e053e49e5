#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "dial/error.hpp"
#include "dial/state.hpp"

namespace dial::session {

// What a paused state asks for.
struct Prompt {
  std::string text;        // the far end's words; empty if it has none
  Error failure;           // what the dial ends with when nobody may be asked, or nobody answers
  bool is_secret = false;  // do not show what is typed
};

// What whoever dialled answered, for the protocol that asked.
struct Answer {
  State paused = State::kRetryAuthentication;
  std::string user;
  Secret password;
  std::string number;
};

// Why the line is given to a person where no login script asks for one.
inline constexpr std::string_view kTerminalWanted =
    "the profile asks for a terminal ([script] terminal)";

// Why a dial that may not pause fails where it would have to: 691, 704, 648, else 703.
Error pause_failure(State paused);

}  // namespace dial::session
