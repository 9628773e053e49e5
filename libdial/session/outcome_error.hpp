#pragma once

#include <string>

#include "at/dialogue.hpp"
#include "dial/error.hpp"
#include "script/engine.hpp"

namespace dial::session {

// The RAS error for a modem's answer to a dial command. Not for kOk and kConnect.
Error dial_error(const at::Finished& answer, const std::string& number);

// The RAS error for a modem's answer to an init command. Not for kOk.
Error init_error(const at::Finished& answer, const std::string& command);

// The RAS error for a login script that did not end well. Not for kDone,
// kHalted and kPppSeen.
Error script_error(const script::Engine::Finished& end);

}  // namespace dial::session
