#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace dial::profile {

// Hours of some days of the week, in local time. `to` not behind `from` is on the day after.
struct HourWindow {
  std::uint8_t days = 0;  // bit 0 is Monday; of `from`
  unsigned from = 0;      // minutes since midnight
  unsigned to = 0;        // the first that is outside; 1440 is midnight

  bool has_day(unsigned day) const { return (days >> day & 1) != 0; }
};

// "Mon-Fri 08:00-18:00", "Sat,Sun 22:00-06:00", "daily 00:00-24:00". The error says what is wrong.
std::expected<HourWindow, std::string> parse_hours(std::string_view text);

std::string hours_problem(std::string_view text);  // "" if it is good

// "Monday", from 0.
std::string_view day_name(unsigned day);

}  // namespace dial::profile
