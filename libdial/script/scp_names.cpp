#include "script/scp_names.hpp"

#include <algorithm>
#include <array>

namespace dial::script::scp {
namespace {

// ras.md 8.6: the list of the language's own document.
constexpr std::array<std::string_view, 39> kReserved{
    "and",      "boolean", "databits",  "delay", "do",     "endif",   "endproc", "endwhile",
    "even",     "false",   "getip",     "goto",  "halt",   "if",      "integer", "ipaddr",
    "keyboard", "mark",    "matchcase", "none",  "odd",    "off",     "on",      "or",
    "parity",   "port",    "proc",      "raw",   "screen", "set",     "space",   "stopbits",
    "string",   "then",    "transmit",  "true",  "until",  "waitfor", "while"};

constexpr std::size_t kLongestWord = 32;  // a longer one is no slip

// How many octets must be put in, left out, changed or exchanged with the next to make one word of
// the other.
std::size_t distance(std::string_view from, std::string_view to) {
  std::array<std::array<std::size_t, kLongestWord + 1>, kLongestWord + 1> cost{};
  for (std::size_t i = 0; i <= from.size(); ++i) {
    for (std::size_t j = 0; j <= to.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const std::size_t changed = cost[i - 1][j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      cost[i][j] = std::min({changed, cost[i - 1][j] + 1, cost[i][j - 1] + 1});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[from.size()][to.size()];
}

// A word that is broken off is one slip.
std::size_t slips(std::string_view word, std::string_view meant) {
  constexpr std::size_t kShortestStart = 3;
  if (word.size() >= kShortestStart && meant.starts_with(word)) return 1;
  return distance(word, meant);
}

}  // namespace

std::string folded(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool is_reserved(std::string_view word) {
  return std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end();
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
  if (word.size() > kLongestWord) return {};
  std::size_t least = 1 + std::min<std::size_t>(2, word.size() / 3);
  std::string_view nearest;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongestWord) continue;
    const std::size_t found = slips(word, folded(candidate));
    if (found >= least) continue;
    least = found;
    nearest = candidate;
  }
  return nearest.empty() ? "" : "; did you mean " + std::string(nearest) + "?";
}

std::string command_suggestion(std::string_view word) {
  static const std::array<std::string, 14> kCommands{
      "delay", "goto",     "halt",    "if",      "endif",  "while",   "endwhile",
      "set",   "transmit", "waitfor", "integer", "string", "boolean", "endproc"};
  return suggestion(word, kCommands);
}

}  // namespace dial::script::scp
