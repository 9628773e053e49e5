#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "ppp/link.hpp"
#include "script/login.hpp"
#include "session/characters.hpp"

namespace dial::session {

// What is said to a modem that does not come back, before its init commands; what it answers does
// not matter.
struct Revival {
  std::vector<std::string> commands = {};  // without CR; empty: nothing is said
  std::string note = {};                   // what this is and why, for a person
  Duration wait{0};                        // for the modem to answer AT again; 0: it does at once
};

struct ModemSettings {
  bool present = true;            // false: a direct line, nothing is dialled
  std::vector<std::string> init;  // commands without CR
  Duration init_timeout{5'000};   // per command
  Duration dial_timeout{60'000};
  bool hangs_up_by_escape = false;  // +++ATH; else DTR, or closing the port, is enough
  Duration guard_time{1'000};       // around +++
  Revival revival = {};
};

// Where a person gets the line (RAS: RASEO_TerminalBeforeDial, RASEO_TerminalAfterDial). On a
// direct line both are one.
enum class TerminalStage : std::uint8_t { kNone, kBeforeDial, kAfterDial };

// What one dial needs, complete: nothing is looked up later.
struct Settings {
  ModemSettings modem;
  std::string dial_command;  // "ATDT5551234" without CR; empty on a direct line
  std::string number;        // for texts and \T
  std::optional<script::Login> login;
  script::LoginLimits login_limits;
  TerminalStage terminal = TerminalStage::kNone;
  Characters characters = Characters::k8N1;  // of login script and terminal
  std::uint32_t escaped = 0;  // control characters that the line's flow control uses, as an ACCM
  // Where the far end may call back: a number, "*" to ask in CallbackSetByCaller, empty for nothing
  // known.
  std::string callback_number;
  ppp::LinkOptions link;            // who we are stands in link.authentication
  Duration connect_limit{120'000};  // of each step from CONNECT to Connected, but the login script
  Duration pause_limit{120'000};    // how long a paused state waits
  bool holds = true;                // wait for acknowledge() after each notification
  bool allow_pause = false;
  bool send_ahead = false;  // NCP frames may leave before AuthNotify is known
};

}  // namespace dial::session
