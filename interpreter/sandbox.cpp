#include "interpreter/sandbox.hpp"

namespace dial::interpreter {
namespace {

constexpr const char* kBase[] = {"assert", "error",    "getmetatable", "ipairs",   "next",
                                 "pairs",  "pcall",    "rawequal",     "rawget",   "rawlen",
                                 "rawset", "select",   "tonumber",     "tostring", "type",
                                 "xpcall", "_VERSION", "setmetatable"};

// Lua marks an object for finalization when it gets its metatable, and not later.
int set_metatable(lua_State* state) {
  if (lua_istable(state, 2)) {
    lua_pushliteral(state, "__gc");
    if (lua_rawget(state, 2) != LUA_TNIL)
      return luaL_argerror(state, 2, "a script has no finalizers (__gc)");
    lua_pop(state, 1);
  }
  lua_pushvalue(state, lua_upvalueindex(1));
  lua_insert(state, 1);
  lua_call(state, lua_gettop(state) - 1, LUA_MULTRET);
  return lua_gettop(state);
}

void open(lua_State* state, const char* name, lua_CFunction library) {
  luaL_requiref(state, name, library, 0);
  lua_setglobal(state, name);
}

}  // namespace

void open_libraries(lua_State* state) {
  // The functions of the base library that a script gets are taken over to a table of its own.
  lua_newtable(state);
  luaL_requiref(state, LUA_GNAME, luaopen_base, 0);
  for (const char* name : kBase) {
    lua_getfield(state, -1, name);
    lua_setfield(state, -3, name);
  }
  lua_getfield(state, -1, "setmetatable");
  lua_pushcclosure(state, set_metatable, 1);
  lua_setfield(state, -3, "setmetatable");
  lua_pop(state, 1);
  lua_pushvalue(state, -1);
  lua_setfield(state, -2, LUA_GNAME);
  // Where Lua looks for the names of functions, for its messages.
  luaL_getsubtable(state, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  lua_pushvalue(state, -2);
  lua_setfield(state, -2, LUA_GNAME);
  lua_pop(state, 1);
  lua_rawseti(state, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);

  open(state, LUA_COLIBNAME, luaopen_coroutine);
  open(state, LUA_MATHLIBNAME, luaopen_math);
  open(state, LUA_STRLIBNAME, luaopen_string);
  open(state, LUA_TABLIBNAME, luaopen_table);
  open(state, LUA_UTF8LIBNAME, luaopen_utf8);
  lua_getglobal(state, LUA_STRLIBNAME);
  lua_pushnil(state);
  lua_setfield(state, -2, "dump");
  lua_pop(state, 1);
}

}  // namespace dial::interpreter
