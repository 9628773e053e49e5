#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace dial::interpreter {

// From here on this process computes, and reads and writes what is open; nothing else. A fault in
// Lua itself would gain no more than that. Empty, or why it cannot be done.
std::string confine(std::size_t memory, std::chrono::seconds computing);

}  // namespace dial::interpreter
