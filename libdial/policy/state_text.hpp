#pragma once

#include <map>
#include <string>
#include <string_view>

#include "policy/budget.hpp"
#include "policy/target.hpp"

namespace dial::policy {

// What outlives the service of an entry's policy.
struct Remembered {
  DailyUse use;
  Target promoted;  // empty: none

  bool operator==(const Remembered&) const = default;
};
using Memory = std::map<std::string, Remembered, std::less<>>;  // by the entry's key

// One line for each entry: fields with a tab between them, the key last. No name has a tab.
std::string state_text(const Memory& memory);

struct ReadMemory {
  Memory memory;
  std::size_t bad_lines = 0;  // which were left out
};
ReadMemory read_state(std::string_view text);

}  // namespace dial::policy
