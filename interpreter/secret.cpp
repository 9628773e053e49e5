#include "interpreter/secret.hpp"

#include <string>

#include "script/transcript.hpp"

namespace dial::interpreter {
namespace {

using script::lua::SecretId;

constexpr char kKind[] = "secret";

int show(lua_State* state) {
  lua_pushlstring(state, script::kMask.data(), script::kMask.size());
  return 1;
}

int refuse_joining(lua_State* state) {
  return luaL_error(state,
                    "a secret cannot be joined to anything; write send(secret, \"\\r\") instead");
}

int refuse_comparing(lua_State* state) {
  return luaL_error(state, "secrets cannot be compared");
}

}  // namespace

void define_secret(lua_State* state) {
  luaL_newmetatable(state, kKind);  // its __name is the kind, for Lua's own messages
  const luaL_Reg events[] = {{"__tostring", show},       {"__concat", refuse_joining},
                             {"__eq", refuse_comparing}, {"__lt", refuse_comparing},
                             {"__le", refuse_comparing}, {nullptr, nullptr}};
  luaL_setfuncs(state, events, 0);
  lua_pushboolean(state, 0);
  lua_setfield(state, -2, "__metatable");  // what getmetatable() tells a script
  lua_pop(state, 1);
}

void push_secret(lua_State* state, SecretId id) {
  *static_cast<SecretId*>(lua_newuserdatauv(state, sizeof(SecretId), 0)) = id;
  luaL_setmetatable(state, kKind);
}

std::optional<SecretId> to_secret(lua_State* state, int index) {
  const auto* id = static_cast<const SecretId*>(luaL_testudata(state, index, kKind));
  if (id == nullptr) return std::nullopt;
  return *id;
}

}  // namespace dial::interpreter
