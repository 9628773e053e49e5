#pragma once

#include <expected>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "sys/child_process.hpp"

namespace dial::cli {

// The interpreter of a Lua script that is tried out, a process of its own. Waits for its answers,
// longer than it may compute: there is no line that it could hold up.
class LuaProcess {
 public:
  explicit LuaProcess(std::string program) : program_(std::move(program)) {}

  // Tells it these octets, if there are any, and gives what it says next, or why it says nothing.
  // The first call starts it.
  std::expected<Buffer, std::string> talk(Octets octets);

 private:
  std::optional<std::string> write(Octets octets);
  std::expected<Buffer, std::string> read();
  std::string end_text();

  std::string program_;
  std::optional<sys::ChildProcess> process_;
};

}  // namespace dial::cli
