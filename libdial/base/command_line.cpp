#include "base/command_line.hpp"

#include <algorithm>

namespace dial {
namespace {

constexpr std::string_view kExtended = "+*#$^@!_";
constexpr std::string_view kPrefixes = "&%\\-";  // of a basic command with a letter of its own
constexpr std::string_view kParameter = "0123456789=? ";

bool is_one_of(std::string_view set, char c) {
  return set.find(c) != set.npos;
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace

CommandLine::CommandLine(std::string_view line) : rest_(line) {
  const bool has_at = line.size() >= 2 && upper(line[0]) == 'A' && upper(line[1]) == 'T';
  if (has_at) rest_.remove_prefix(2);
}

std::optional<CommandLine::Command> CommandLine::next() {
  while (!rest_.empty()) {
    const char first = take();
    if (is_one_of(kExtended, first)) return Command{first, '\0', take_extended()};
    if (first == 'D') return Command{'\0', first, take_to(rest_.size())};
    if (first >= 'A' && first <= 'Z') return Command{'\0', first, take_parameter()};
    const bool is_prefix = is_one_of(kPrefixes, first) && !rest_.empty();
    if (!is_prefix) continue;
    const char letter = take();
    return Command{first, letter, take_parameter()};
  }
  return std::nullopt;
}

char CommandLine::take() {
  const char c = upper(rest_.front());
  rest_.remove_prefix(1);
  return c;
}

std::string_view CommandLine::take_to(std::size_t count) {
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(taken.size());
  return taken;
}

// V.250, 5.4.1: an extended command ends at the semicolon; one in quotes is text.
std::string_view CommandLine::take_extended() {
  bool is_quoted = false;
  std::size_t at = 0;
  for (; at < rest_.size() && (is_quoted || rest_[at] != ';'); ++at)
    if (rest_[at] == '"') is_quoted = !is_quoted;
  return take_to(at);
}

std::string_view CommandLine::take_parameter() {
  return take_to(std::min(rest_.find_first_not_of(kParameter), rest_.size()));
}

std::optional<std::string_view> dialled_by(std::string_view line) {
  CommandLine commands(line);
  while (const auto command = commands.next()) {
    const bool dials = command->prefix == '\0' && command->letter == 'D';
    if (dials) return command->text;
  }
  return std::nullopt;
}

}  // namespace dial
