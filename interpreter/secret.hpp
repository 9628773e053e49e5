#pragma once

#include <lua.hpp>
#include <optional>

#include "script/lua_frames.hpp"

namespace dial::interpreter {

// A secret in the hands of a script: its number and nothing else, in a userdata that shows itself
// as
// ****** and that nothing can be done with but sending it.
void define_secret(lua_State* state);
void push_secret(lua_State* state, script::lua::SecretId id);
std::optional<script::lua::SecretId> to_secret(lua_State* state, int index);

}  // namespace dial::interpreter
