#pragma once

#include <lua.hpp>

#include "base/time.hpp"

namespace dial::interpreter::turn_clock {

// Ends the process when the script has computed for too long, whatever it is doing: in a loop, in a
// pattern that is matched in C, in a handler of its own errors. It says at which line, as far as is
// known.
void set_up(Duration turn);  // before confine(), which takes the right to
void watch(lua_State* state);
void start();  // a turn
void stop();

}  // namespace dial::interpreter::turn_clock
