#include "script/lua_script.hpp"

#include <charconv>

#include "script/lua_load.hpp"

namespace dial::script::lua {
namespace {

constexpr std::size_t kLongestName = 40;  // Lua itself cuts what is longer than 60
// Many times what a script of kLongest octets is compiled to.
constexpr std::size_t kCompilerMemory = 16 << 20;

std::string shortened(std::string name) {
  if (name.empty()) return "script";
  if (name.size() > kLongestName) name = "..." + name.substr(name.size() - kLongestName + 3);
  return name;
}

// Lua writes NAME:LINE: in front.
ParseError error_of(std::string_view message, const Script& script) {
  ParseError error{.line = script.first_line(), .column = 1, .message = std::string(message)};
  const std::string place = script.name() + ":";
  if (!message.starts_with(place)) return error;
  message.remove_prefix(place.size());
  const auto [end, status] =
      std::from_chars(message.data(), message.data() + message.size(), error.line);
  if (status != std::errc{}) return error;
  message.remove_prefix(static_cast<std::size_t>(end - message.data()));
  error.message = message.starts_with(": ") ? message.substr(2) : message;
  return error;
}

}  // namespace

std::expected<Script, ParseError> Script::parse(std::string name, std::size_t first_line,
                                                std::string_view text) {
  Script script;
  script.name_ = shortened(std::move(name));
  script.first_line_ = first_line;
  if (text.size() > kLongest) {
    return std::unexpected(ParseError{.line = first_line,
                                      .column = 1,
                                      .message = "the script is longer than " +
                                                 std::to_string(kLongest) +
                                                 " octets; a login needs much less"});
  }
  script.text_ = text;
  MemoryLimit memory(kCompilerMemory);
  State state(memory);
  if (!state) {
    return std::unexpected(
        ParseError{.line = first_line, .column = 1, .message = "not enough memory"});
  }
  if (!load(state.get(), script.name_, first_line, text)) {
    std::size_t length = 0;
    const char* message = lua_tolstring(state.get(), -1, &length);
    return std::unexpected(error_of({message, length}, script));
  }
  return script;
}

}  // namespace dial::script::lua
