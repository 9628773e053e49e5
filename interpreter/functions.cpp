#include "interpreter/functions.hpp"

#include <cmath>
#include <string>
#include <utility>

#include "dial/types.hpp"
#include "interpreter/secret.hpp"

// Lua is compiled as C++ here: what it raises is an exception, and runs destructors.
namespace dial::interpreter {
namespace {

constexpr double kLongestWait = 3'600;  // seconds
constexpr int kMostShown = 16;          // values of a print

Channel& channel_of(lua_State* state) {
  return **static_cast<Channel**>(lua_getextraspace(state));
}

// The answer to a request that has only one kind of it.
lua::Command ask(lua_State* state, const lua::Request& request) {
  return channel_of(state).call(request);
}

std::string text_at(lua_State* state, int index) {
  std::size_t length = 0;
  const char* text = lua_tolstring(state, index, &length);
  return text != nullptr ? std::string(text, length) : std::string();
}

void push_value(lua_State* state, const lua::Value& value) {
  if (const auto* id = std::get_if<lua::SecretId>(&value)) return push_secret(state, *id);
  const auto& text = std::get<std::string>(value);
  lua_pushlstring(state, text.data(), text.size());
}

void push_table(lua_State* state, const std::vector<lua::Named>& values) {
  lua_newtable(state);
  for (const lua::Named& each : values) {
    lua_pushlstring(state, each.name.data(), each.name.size());
    push_value(state, each.value);
    lua_rawset(state, -3);
  }
}

// Seconds, with fractions.
std::uint32_t milliseconds_at(lua_State* state, int index) {
  const double seconds = luaL_checknumber(state, index);
  const bool is_good = seconds >= 0 && seconds <= kLongestWait;  // and is a number
  luaL_argcheck(state, is_good, index, "seconds, from 0 to 3600, are what it takes");
  return static_cast<std::uint32_t>(std::lround(seconds * 1'000));
}

void add_expected(lua_State* state, int index, lua::Expect& expect) {
  if (lua_type(state, index) != LUA_TSTRING || lua_rawlen(state, index) == 0)
    luaL_argerror(state, 1, "a string that is not empty, or a list of such strings, is expected");
  expect.strings.push_back(text_at(state, index));
}

// A string, or a list of them.
lua::Expect expectation(lua_State* state) {
  lua::Expect expect{.line = line_of(state)};
  if (lua_type(state, 1) != LUA_TTABLE) {
    add_expected(state, 1, expect);
  } else {
    const auto count = static_cast<lua_Integer>(lua_rawlen(state, 1));
    luaL_argcheck(state, count > 0, 1, "the list of strings is empty");
    luaL_argcheck(state, count <= static_cast<lua_Integer>(lua::kMostExpected), 1,
                  "the list of strings is too long");
    for (lua_Integer i = 1; i <= count; ++i) {
      lua_rawgeti(state, 1, i);
      add_expected(state, -1, expect);
      lua_pop(state, 1);
    }
  }
  std::size_t size = 0;
  for (const std::string& text : expect.strings)
    size += text.size();
  luaL_argcheck(state, size <= lua::kMostExpected, 1,
                "the strings together are longer than 1024 octets");
  if (!lua_isnoneornil(state, 2)) expect.limit_ms = milliseconds_at(state, 2);
  return expect;
}

int push_match(lua_State* state, const lua::Matched& matched) {
  lua_pushinteger(state, static_cast<lua_Integer>(matched.which) + 1);
  lua_pushlstring(state, matched.text.data(), matched.text.size());
  return 2;
}

int expect(lua_State* state) {
  const lua::Command answer = ask(state, expectation(state));
  if (const auto* matched = std::get_if<lua::Matched>(&answer)) return push_match(state, *matched);
  const auto* up = std::get_if<lua::TimeUp>(&answer);
  return luaL_error(state, "%s", up != nullptr ? up->text.c_str() : "no answer");
}

int try_expect(lua_State* state) {
  const lua::Command answer = ask(state, expectation(state));
  if (const auto* matched = std::get_if<lua::Matched>(&answer)) return push_match(state, *matched);
  lua_pushnil(state);
  return 1;
}

int send(lua_State* state) {
  lua::Send request{.line = line_of(state), .values = {}};
  std::size_t size = 0;
  for (int i = 1; i <= lua_gettop(state); ++i) {
    if (const auto secret = to_secret(state, i)) {
      request.values.emplace_back(*secret);
      continue;
    }
    std::size_t length = 0;
    luaL_checklstring(state, i, &length);
    size += length;
    luaL_argcheck(state, size <= lua::kMostSent, i, "that is more than 32768 octets at once");
    request.values.emplace_back(text_at(state, i));
  }
  ask(state, std::move(request));
  return 0;
}

int send_break(lua_State* state) {
  ask(state, lua::SendBreak{line_of(state)});
  return 0;
}

int delay(lua_State* state) {
  const std::uint32_t length = milliseconds_at(state, 1);
  ask(state, lua::Delay{line_of(state), length});
  return 0;
}

int prompt(lua_State* state, bool is_secret) {
  std::size_t length = 0;
  luaL_checklstring(state, 1, &length);
  luaL_argcheck(state, length <= lua::kMostSent, 1, "that is too long to be read");
  const lua::Command command =
      ask(state, lua::Prompt{line_of(state), text_at(state, 1), is_secret ? 1u : 0u});
  const auto* answer = std::get_if<lua::Answer>(&command);
  if (answer == nullptr) return luaL_error(state, "no answer");
  push_value(state, answer->value);
  return 1;
}

int prompt_text(lua_State* state) {
  return prompt(state, false);
}

int prompt_secret(lua_State* state) {
  return prompt(state, true);
}

int set_ip(lua_State* state) {
  std::size_t length = 0;
  const char* text = luaL_checklstring(state, 1, &length);
  const auto address = parse_ipv4({text, length});
  luaL_argcheck(state, address.has_value(), 1,
                "an address is four numbers from 0 to 255: \"192.0.2.1\"");
  ask(state, lua::SetAddress{line_of(state), address->value});
  return 0;
}

int print(lua_State* state) {
  std::string line;
  const int count = lua_gettop(state);
  luaL_argcheck(state, count <= kMostShown, kMostShown + 1, "that is too much to be read");
  for (int i = 1; i <= count; ++i) {
    std::size_t length = 0;
    luaL_tolstring(state, i, &length);
    luaL_argcheck(state, line.size() + length < lua::kMostSent, i, "that is too long to be read");
    line += (i == 1 ? "" : " ") + text_at(state, -1);
    lua_pop(state, 1);
  }
  ask(state, lua::Print{line_of(state), line});
  return 0;
}

}  // namespace

std::uint32_t line_of(lua_State* state) {
  lua_Debug frame{};
  for (int level = 0; lua_getstack(state, level, &frame) == 1; ++level) {
    lua_getinfo(state, "l", &frame);
    if (frame.currentline > 0) return static_cast<std::uint32_t>(frame.currentline);
  }
  return 0;
}

void define_functions(lua_State* state, Channel& channel, const lua::Load& load) {
  *static_cast<Channel**>(lua_getextraspace(state)) = &channel;
  define_secret(state);
  const luaL_Reg functions[] = {{"expect", expect},
                                {"try_expect", try_expect},
                                {"send", send},
                                {"send_break", send_break},
                                {"delay", delay},
                                {"prompt", prompt_text},
                                {"prompt_secret", prompt_secret},
                                {"set_ip", set_ip},
                                {"print", print},
                                {nullptr, nullptr}};
  lua_pushglobaltable(state);
  luaL_setfuncs(state, functions, 0);
  push_table(state, load.values);
  push_table(state, load.variables);
  lua_setfield(state, -2, "variables");
  lua_setfield(state, -2, "profile");
  lua_pop(state, 1);
}

}  // namespace dial::interpreter
