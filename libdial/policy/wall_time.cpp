#include "policy/wall_time.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace dial::policy {
namespace {

using namespace std::chrono_literals;

constexpr Duration kDay = 24h;
constexpr unsigned kDaysPerWeek = 7;
constexpr unsigned kThursday = 3;

bool is_in(const profile::HourWindow& window, unsigned weekday, unsigned minute) {
  const unsigned yesterday = (weekday + kDaysPerWeek - 1) % kDaysPerWeek;
  if (window.from < window.to)
    return window.has_day(weekday) && minute >= window.from && minute < window.to;
  return (window.has_day(weekday) && minute >= window.from) ||
         (window.has_day(yesterday) && minute < window.to);
}

WallTime later(const WallTime& wall, Duration by) {
  const Duration of_day = wall.of_day + by;
  return {.day = wall.day + of_day / kDay, .of_day = of_day % kDay};
}

}  // namespace

unsigned WallTime::weekday() const {
  const std::int64_t since_monday = (day + kThursday) % kDaysPerWeek;
  return static_cast<unsigned>(since_monday < 0 ? since_monday + kDaysPerWeek : since_monday);
}

Duration until_midnight(const WallTime& wall) {
  return kDay - wall.of_day;
}

bool is_within(const std::vector<profile::HourWindow>& hours, const WallTime& wall) {
  if (hours.empty()) return true;
  const auto minute = static_cast<unsigned>(wall.of_day / 1min);
  return std::ranges::any_of(
      hours, [&](const auto& window) { return is_in(window, wall.weekday(), minute); });
}

Duration until_change(const std::vector<profile::HourWindow>& hours, const WallTime& wall) {
  const bool now = is_within(hours, wall);
  std::set<Duration> edges{Duration(0)};  // times of day at which something may begin or end
  for (const auto& window : hours)
    edges.insert({std::chrono::minutes(window.from), std::chrono::minutes(window.to)});
  constexpr Duration kLongest = (kDaysPerWeek + 1) * kDay;
  for (Duration midnight{0}; midnight < kLongest; midnight += kDay) {
    for (const Duration edge : edges) {
      const Duration ahead = midnight + edge - wall.of_day;
      if (ahead > Duration(0) && is_within(hours, later(wall, ahead)) != now) return ahead;
    }
  }
  return kLongest;
}

std::vector<profile::HourWindow> windows_of(const std::vector<std::string>& hours) {
  std::vector<profile::HourWindow> windows;
  for (const std::string& text : hours) {
    if (const auto window = profile::parse_hours(text)) windows.push_back(*window);
  }
  return windows;
}

std::string plain_text(Duration time) {
  struct Unit {
    std::int64_t seconds;
    std::string_view one;
    std::string_view many;
  };
  constexpr std::array kUnits{Unit{86'400, " day", " days"}, Unit{3'600, " h", " h"},
                              Unit{60, " min", " min"}, Unit{1, " s", " s"}};
  std::int64_t left = std::chrono::ceil<std::chrono::seconds>(std::max(time, Duration(0))).count();
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    const std::int64_t count = left / kUnits[i].seconds;
    if (count == 0) continue;
    std::string text =
        std::to_string(count) + std::string(count == 1 ? kUnits[i].one : kUnits[i].many);
    if (i + 1 == kUnits.size()) return text;
    const Unit& next = kUnits[i + 1];
    const std::int64_t rest = left % kUnits[i].seconds / next.seconds;
    if (rest > 0) text += " " + std::to_string(rest) + std::string(next.many);
    return text;
  }
  return "0 s";
}

}  // namespace dial::policy
