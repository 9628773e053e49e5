#include "at/command.hpp"

#include <algorithm>
#include <cstddef>

#include "base/command_line.hpp"

namespace dial::at {
namespace {

bool starts_with(std::string_view text, std::string_view start) {
  if (text.size() < start.size()) return false;
  return std::equal(start.begin(), start.end(), text.begin(), [](char wanted, char c) {
    return wanted == (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  });
}

void add_basic(char letter, std::string_view text, CommandTraits& traits) {
  switch (letter) {
    case 'D':  // V.250, 6.3.1: `;` at the number's end stays in command state
      traits.is_call |= !text.ends_with(';');
      return;
    case 'A':
    case 'O':
      traits.is_call = true;
      return;
    case 'H':
      traits.hangs_up = true;
      return;
    case 'E':
    case 'V':
    case 'Z':
      traits.is_reset = true;
      return;
    default:
      return;
  }
}

// Those of makers (\N, %C, …) tell us nothing.
void add(const CommandLine::Command& command, CommandTraits& traits) {
  const auto& [prefix, letter, text] = command;
  if (prefix == '\0') return add_basic(letter, text, traits);
  traits.is_reset |= prefix == '&' && letter == 'F';
  traits.is_call |= letter == '\0' && starts_with(text, "CGDATA=");
}

}  // namespace

CommandTraits traits_of(std::string_view command) {
  CommandTraits traits;
  if (!starts_with(command, "AT")) return traits;
  CommandLine line(command);
  while (const auto next = line.next())
    add(*next, traits);
  return traits;
}

}  // namespace dial::at
