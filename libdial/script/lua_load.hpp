#pragma once

#include <cstddef>
#include <lua.hpp>
#include <string>
#include <string_view>

namespace dial::script::lua {

// Counts what a Lua state has allocated, and refuses what is too much.
class MemoryLimit {
 public:
  explicit MemoryLimit(std::size_t most) : left_(most) {}
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

  static void* allocate(void* limit, void* old, std::size_t old_size, std::size_t size);

 private:
  std::size_t left_;
};

// A Lua state without any library. `memory` outlives it.
class State {
 public:
  explicit State(MemoryLimit& memory) : state_(lua_newstate(MemoryLimit::allocate, &memory)) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (state_ != nullptr) lua_close(state_);
  }

  explicit operator bool() const { return state_ != nullptr; }
  lua_State* get() const { return state_; }

 private:
  lua_State* state_;
};

// Compiles a script of source text, never a binary one, and leaves its function on the stack; its
// lines count from `first_line`. False: the message is there instead.
bool load(lua_State* state, const std::string& name, std::size_t first_line, std::string_view text);

}  // namespace dial::script::lua
