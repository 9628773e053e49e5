#include "profile/hours.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace dial::profile {
namespace {

constexpr std::array<std::string_view, 7> kDays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                "Friday", "Saturday", "Sunday"};
constexpr std::uint8_t kEveryDay = 0x7f;
constexpr unsigned kMinutesPerDay = 24 * 60;

std::unexpected<std::string> refused(std::string_view what, std::string_view text) {
  return std::unexpected(std::string(what) + " in \"" + std::string(text) +
                         R"(": it is written as in "Mon-Fri 08:00-18:00" or "daily 22:00-06:00")");
}

std::optional<unsigned> day_of(std::string_view text) {
  constexpr std::size_t kShort = 3;
  for (unsigned day = 0; day < kDays.size(); ++day) {
    if (text == kDays[day] || text == kDays[day].substr(0, kShort)) return day;
  }
  return std::nullopt;
}

// "Mon", "Fri-Mon"
std::optional<std::uint8_t> days_of(std::string_view text) {
  const std::size_t dash = std::min(text.find('-'), text.size());
  const auto first = day_of(text.substr(0, dash));
  const auto last = dash == text.size() ? first : day_of(text.substr(dash + 1));
  if (!first || !last) return std::nullopt;
  std::uint8_t days = 0;
  for (unsigned day = *first;; day = (day + 1) % kDays.size()) {
    days = static_cast<std::uint8_t>(days | 1U << day);
    if (day == *last) return days;
  }
}

std::optional<std::uint8_t> list_of_days(std::string_view text) {
  if (text == "daily") return kEveryDay;
  std::uint8_t days = 0;
  while (true) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const auto some = days_of(text.substr(0, comma));
    if (!some) return std::nullopt;
    days = static_cast<std::uint8_t>(days | *some);
    if (comma == text.size()) return days;
    text.remove_prefix(comma + 1);
  }
}

// "08:30"; "24:00" too.
std::optional<unsigned> minutes_of(std::string_view text) {
  const auto digit = [text](std::size_t at) { return static_cast<unsigned>(text[at] - '0'); };
  const bool has_form = text.size() == 5 && text[2] == ':' && digit(0) < 10 && digit(1) < 10 &&
                        digit(3) < 6 && digit(4) < 10;
  if (!has_form) return std::nullopt;
  const unsigned minutes = (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
  return minutes <= kMinutesPerDay ? std::optional(minutes) : std::nullopt;
}

}  // namespace

std::expected<HourWindow, std::string> parse_hours(std::string_view text) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos) return refused("days or hours are missing", text);
  const auto days = list_of_days(text.substr(0, blank));
  if (!days) return refused("there is no such day", text);
  const std::string_view hours = text.substr(blank + 1);
  const std::size_t dash = std::min(hours.find('-'), hours.size());
  const auto from = minutes_of(hours.substr(0, dash));
  const auto to = dash == hours.size() ? std::nullopt : minutes_of(hours.substr(dash + 1));
  if (!from || !to || *from == kMinutesPerDay) return refused("there are no such hours", text);
  if (*from == *to) return refused("the hours end where they begin", text);
  return HourWindow{.days = *days, .from = *from, .to = *to};
}

std::string hours_problem(std::string_view text) {
  const auto window = parse_hours(text);
  return window ? "" : "cannot be read: " + window.error();
}

std::string_view day_name(unsigned day) {
  return kDays[day % kDays.size()];
}

}  // namespace dial::profile
