#include "cli/target.hpp"

#include <charconv>

namespace dial::cli {

std::optional<ConnectionId> parse_id(std::string_view target) {
  ConnectionId id;
  const char* begin = target.data();
  const char* end = begin + target.size();
  const auto [stopped, problem] = std::from_chars(begin, end, id.value);
  if (problem != std::errc() || stopped != end || id.value == 0) return std::nullopt;
  return id;
}

}  // namespace dial::cli
