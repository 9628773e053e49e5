#pragma once

#include <lua.hpp>

#include "interpreter/channel.hpp"

namespace dial::interpreter {

// Gives a script what it talks to the line with (docs/scripts-lua.md): expect, try_expect, send, …
// and the table profile. Every coroutine of the state finds the channel, which outlives it.
void define_functions(lua_State* state, Channel& channel, const lua::Load& load);

// The line of the script that is being run; 0 where there is none.
std::uint32_t line_of(lua_State* state);

}  // namespace dial::interpreter
