// dial-lua: runs one Lua login script. Whoever starts it speaks script/lua_frames.hpp on standard
// input, a stream socket, and may kill it at any time. It is no program for people.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

#include "interpreter/confine.hpp"
#include "interpreter/functions.hpp"
#include "interpreter/sandbox.hpp"
#include "interpreter/turn_clock.hpp"
#include "script/lua_load.hpp"

namespace dial::interpreter {
namespace {

// Raises no error but for want of memory.
int prepare(lua_State* state) {
  auto& channel = *static_cast<Channel*>(lua_touserdata(state, 1));
  const auto& load = *static_cast<const lua::Load*>(lua_touserdata(state, 2));
  open_libraries(state);
  define_functions(state, channel, load);
  if (!lua::load(state, load.name, load.first_line, load.text)) return lua_error(state);
  return 1;
}

// Runs where the error was raised, so that the line is known.
int describe(lua_State* state) {
  const std::uint32_t line = line_of(state);
  if (lua_type(state, 1) != LUA_TSTRING)
    lua_pushfstring(state, "the script ended with an error that is a %s and no text",
                    luaL_typename(state, 1));
  lua_newtable(state);
  lua_insert(state, -2);
  lua_setfield(state, -2, "text");
  lua_pushinteger(state, static_cast<lua_Integer>(line));
  lua_setfield(state, -2, "line");
  return 1;
}

// The error is what describe() made of it; or a text, when there was no memory for that.
lua::Fail failure(lua_State* state) {
  lua::Fail fail;
  if (lua_istable(state, -1)) {
    lua_getfield(state, -1, "line");
    fail.line = static_cast<std::uint32_t>(lua_tointeger(state, -1));
    lua_pop(state, 1);
    lua_getfield(state, -1, "text");
  }
  std::size_t length = 0;
  const char* text = lua_tolstring(state, -1, &length);
  if (text != nullptr) fail.text.assign(text, std::min(length, lua::kMostSent));
  return fail;
}

lua::Request run(lua_State* state, Channel& channel, const lua::Load& load) {
  lua_pushcfunction(state, describe);
  lua_pushcfunction(state, prepare);
  lua_pushlightuserdata(state, &channel);
  lua_pushlightuserdata(state, const_cast<lua::Load*>(&load));
  if (lua_pcall(state, 2, 1, 1) != LUA_OK) return failure(state);
  turn_clock::watch(state);
  turn_clock::start();
  const int status = lua_pcall(state, 0, 0, 1);
  turn_clock::stop();
  if (status == LUA_OK) return lua::End{};
  return failure(state);
}

lua::Request serve(Channel& channel) {
  const lua::Command first = channel.receive();
  const auto* load = std::get_if<lua::Load>(&first);
  if (load == nullptr) return lua::Fail{0, "the interpreter was given no script"};
  turn_clock::set_up(Duration(load->turn_ms));
  const std::string why = confine(load->memory, std::chrono::seconds(load->computing_s));
  if (!why.empty()) return lua::Fail{0, why};
  lua::MemoryLimit memory(load->memory);
  const lua::State state(memory);
  if (!state) return lua::Fail{0, "not enough memory"};
  try {
    return run(state.get(), channel, *load);
  } catch (const std::bad_alloc&) {
    return lua::Fail{0, "not enough memory"};
  }
}

}  // namespace
}  // namespace dial::interpreter

int main(int count, char** arguments) {
  if (count > 1) {
    std::fprintf(stderr, "%s: diald starts this by itself, to run a login script\n", arguments[0]);
    return EXIT_FAILURE;
  }
  dial::interpreter::Channel channel;
  channel.send(dial::interpreter::serve(channel));
  ::_exit(EXIT_SUCCESS);
}
