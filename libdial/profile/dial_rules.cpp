#include "profile/dial_rules.hpp"

#include "base/dial_string.hpp"

namespace dial::profile {
namespace {

enum class Distance : std::uint8_t { kUnknown, kLocal, kLongDistance, kInternational };

struct Way {
  Distance distance = Distance::kUnknown;
  std::string digits;
};

using Ruled = std::expected<Way, RuleProblem>;

std::unexpected<RuleProblem> missing(std::string key, std::string why) {
  return std::unexpected(RuleProblem{std::move(key), std::move(why)});
}

Ruled abroad(const Location& location, const std::string& digits) {
  if (location.international_prefix.empty()) {
    return missing("location.international_prefix",
                   "is missing: the number is in another country; write what is dialled before a "
                   "country code, as in \"00\"");
  }
  return Way{Distance::kInternational, location.international_prefix + digits};
}

// "+49 30 1234567"
Ruled canonical(const Location& location, std::string_view number) {
  const std::string own = std::to_string(location.country_code);
  const std::string digits = without_marks(number.substr(1));
  if (!digits.starts_with(own)) return abroad(location, digits);
  std::string_view national = std::string_view(digits).substr(own.size());
  const bool is_same_area = !location.area_code.empty() && national.starts_with(location.area_code);
  if (!is_same_area)
    return Way{Distance::kLongDistance, location.long_distance_prefix + std::string(national)};
  if (!location.dials_area_code) national.remove_prefix(location.area_code.size());
  return Way{Distance::kLocal, std::string(national)};
}

Ruled by_area(const Profile& profile) {
  const Location& location = profile.location;
  if (location.country_code == 0) {
    return missing("location.country_code",
                   "is missing: country_code says the number is dialled by country and area; write "
                   "the code of the country the modem is in");
  }
  const std::string national = profile.area_code + profile.number;
  if (profile.country_code != location.country_code)
    return abroad(location, std::to_string(profile.country_code) + national);
  const bool is_same_area = profile.area_code.empty() || profile.area_code == location.area_code;
  if (!is_same_area) return Way{Distance::kLongDistance, location.long_distance_prefix + national};
  return Way{Distance::kLocal, location.dials_area_code ? national : profile.number};
}

Ruled way_to(const Profile& profile, std::string_view instead) {
  const std::string_view number = instead.empty() ? std::string_view(profile.number) : instead;
  if (number.starts_with('+') && profile.location.country_code != 0)
    return canonical(profile.location, number);
  if (instead.empty() && profile.country_code != 0) return by_area(profile);
  return Way{Distance::kUnknown, std::string(number)};
}

const std::string& outside_line(const Location& location, Distance distance) {
  const bool is_far = distance == Distance::kLongDistance || distance == Distance::kInternational;
  return is_far && !location.outside_line_long_distance.empty()
             ? location.outside_line_long_distance
             : location.outside_line;
}

}  // namespace

std::expected<std::string, RuleProblem> digits_to_dial(const Profile& profile,
                                                       std::string_view instead) {
  auto way = way_to(profile, instead);
  if (!way) return std::unexpected(std::move(way.error()));
  return profile.modem.prefix + outside_line(profile.location, way->distance) +
         profile.location.call_waiting_off + way->digits;
}

std::string dialling_problem(std::string_view text) {
  if (text.empty()) return {};
  const auto digits = dial_string(text);
  return digits ? "" : digits.error().context + "; digits, * # + and T P W , @ ! may be dialled";
}

}  // namespace dial::profile
