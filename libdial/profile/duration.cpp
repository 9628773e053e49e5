#include "profile/duration.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace dial::profile {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};

constexpr std::array kUnits{Unit{"h", 3'600'000}, Unit{"m", 60'000}, Unit{"s", 1'000},
                            Unit{"ms", 1}};
constexpr std::int64_t kLimit = 1'000 * 3'600'000LL;
constexpr std::size_t kMostDigits = 12;  // keeps the arithmetic far from 64 bits

std::int64_t digits_value(std::string_view digits) {
  std::int64_t value = 0;
  for (const char digit : digits)
    value = value * 10 + (digit - '0');
  return value;
}

const Unit* find_unit(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

std::unexpected<std::string> refused(std::string why) {
  return std::unexpected(std::move(why));
}

}  // namespace

std::expected<Duration, std::string> parse_duration(std::string_view text) {
  const std::size_t end = text.find_first_not_of("0123456789.");
  const std::string_view number = text.substr(0, end);
  if (number.empty()) return refused(R"(needs a time such as "250ms", "5s", "2m" or "1h")");
  if (end == std::string_view::npos) return refused("needs a unit: ms, s, m or h, as in \"5s\"");
  const Unit* unit = find_unit(text.substr(end));
  if (unit == nullptr) return refused("has an unknown unit; the units are ms, s, m and h");

  const std::size_t point = std::min(number.find('.'), number.size());
  const std::string_view whole = number.substr(0, point);
  const std::string_view decimals = number.substr(std::min(point + 1, number.size()));
  const bool has_lone_point = point < number.size() && decimals.empty();
  if (whole.empty() || whole.size() > kMostDigits || decimals.size() > 3 || has_lone_point ||
      decimals.find('.') != std::string_view::npos)
    return refused("needs a number such as 5 or 1.5 before the unit, three decimals at most");

  // Counted in thousandths of the unit, so that nothing is rounded.
  const std::string padded = std::string(decimals) + std::string(3 - decimals.size(), '0');
  const std::int64_t thousandths = digits_value(whole) * 1'000 + digits_value(padded);
  if (thousandths > kLimit * 1'000 / unit->milliseconds)
    return refused("is too long: 1000h is the most");
  if (thousandths * unit->milliseconds % 1'000 != 0) return refused("is finer than a millisecond");
  return Duration(thousandths * unit->milliseconds / 1'000);
}

std::string duration_text(Duration duration) {
  for (const Unit& unit : kUnits) {
    if (duration.count() % unit.milliseconds == 0 && duration.count() != 0)
      return std::to_string(duration.count() / unit.milliseconds) + std::string(unit.name);
  }
  return "0s";
}

}  // namespace dial::profile
