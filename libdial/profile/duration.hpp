#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace dial::profile {

// "250ms", "5s", "1.5s", "2m", "1h" as a time; at most 1000 h, to the millisecond. The error says
// what to write instead.
std::expected<Duration, std::string> parse_duration(std::string_view text);

// The shortest such text: 90'000 ms is "90s", 120'000 ms is "2m".
std::string duration_text(Duration duration);

}  // namespace dial::profile
