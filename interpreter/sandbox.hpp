#pragma once

#include <lua.hpp>

namespace dial::interpreter {

// Gives a script the part of Lua's library that only computes. There is nothing that reads a file,
// loads code or looks into Lua itself, and no finalizer can be set: those run when nobody expects
// it, and with no line of their own.
void open_libraries(lua_State* state);

}  // namespace dial::interpreter
