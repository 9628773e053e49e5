#include "script/lua_load.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace dial::script::lua {
namespace {

// Gives line ends first, until the script begins where it stands in its file.
struct Source {
  std::size_t line_ends;
  std::string_view text;

  static const char* read(lua_State*, void* source, std::size_t* size) {
    static const std::string kLineEnds(256, '\n');
    auto& self = *static_cast<Source*>(source);
    if (self.line_ends > 0) {
      *size = std::min(self.line_ends, kLineEnds.size());
      self.line_ends -= *size;
      return kLineEnds.data();
    }
    const std::string_view rest = std::exchange(self.text, {});
    *size = rest.size();
    return rest.data();
  }
};

}  // namespace

void* MemoryLimit::allocate(void* limit, void* old, std::size_t old_size, std::size_t size) {
  auto& self = *static_cast<MemoryLimit*>(limit);
  // Lua tells a kind of object there when nothing has been allocated yet (lua_Alloc).
  if (old == nullptr) old_size = 0;
  if (size == 0) {
    ::operator delete(old);
    self.left_ += old_size;
    return nullptr;
  }
  if (size > old_size && size - old_size > self.left_) return nullptr;
  void* fresh = ::operator new(size, std::nothrow);
  if (fresh == nullptr) return nullptr;
  std::copy_n(static_cast<char*>(old), std::min(old_size, size), static_cast<char*>(fresh));
  ::operator delete(old);
  self.left_ = self.left_ + old_size - size;
  return fresh;
}

bool load(lua_State* state, const std::string& name, std::size_t first_line,
          std::string_view text) {
  Source source{first_line > 0 ? first_line - 1 : 0, text};
  const std::string chunk = "@" + name;
  return lua_load(state, Source::read, &source, chunk.c_str(), "t") == LUA_OK;
}

}  // namespace dial::script::lua
