#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "profile/hours.hpp"

namespace dial::policy {

// What a clock on the wall shows: local civil time. It may jump either way.
struct WallTime {
  std::int64_t day = 0;  // since 1970-01-01, a Thursday
  Duration of_day{0};    // since midnight

  unsigned weekday() const;  // 0: Monday
  bool operator==(const WallTime&) const = default;
};

// Both clocks at one instant.
struct Moment {
  TimePoint now;
  WallTime wall;
};

Duration until_midnight(const WallTime& wall);

bool is_within(const std::vector<profile::HourWindow>& hours, const WallTime& wall);
// How long until the hours begin or end; a week and more if they do neither.
Duration until_change(const std::vector<profile::HourWindow>& hours, const WallTime& wall);

std::vector<profile::HourWindow> windows_of(const std::vector<std::string>& hours);

// "42 s", "3 min 20 s", "2 h 5 min", "3 days 4 h": two units at most, rounded up to the second.
std::string plain_text(Duration time);

}  // namespace dial::policy
