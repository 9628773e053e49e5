#include "policy/target.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace dial::policy {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes "12" off the front of the text; at most two digits.
std::optional<unsigned> take_number(std::string_view& text) {
  unsigned value = 0;
  std::size_t length = 0;
  for (; length < text.size() && length < 2 && is_digit(text[length]); ++length)
    value = value * 10 + static_cast<unsigned>(text[length] - '0');
  if (length == 0) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

// "h:mm:ss" at the front of the text.
std::optional<Duration> time_at(std::string_view text) {
  std::array<unsigned, 3> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0 && (text.empty() || text.front() != ':')) return std::nullopt;
    if (i > 0) text.remove_prefix(1);
    const auto part = take_number(text);
    if (!part) return std::nullopt;
    parts[i] = *part;
  }
  return std::chrono::hours(parts[0]) + std::chrono::minutes(parts[1]) +
         std::chrono::seconds(parts[2]);
}

}  // namespace

std::vector<Target> targets_of(const profile::Profile& profile, const std::string& number) {
  std::vector<std::string> devices{""};
  devices.insert(devices.end(), profile.line.alternates.begin(), profile.line.alternates.end());
  std::vector<std::string> numbers{number};
  if (number.empty())
    numbers.insert(numbers.end(), profile.alternates.begin(), profile.alternates.end());
  std::vector<Target> targets;
  for (const std::string& device : devices) {
    for (const std::string& each : numbers)
      targets.push_back({.device = device, .number = each, .profile = {}});
  }
  if (!number.empty()) return targets;
  for (const std::string& name : profile.fail_over)
    targets.push_back({.device = {}, .number = {}, .profile = name});
  return targets;
}

std::string describe(const Target& target, const profile::Profile& profile) {
  if (!target.profile.empty()) return "profile " + target.profile;
  const std::string& device = target.device.empty() ? profile.line.device : target.device;
  if (!profile.modem.present) return device;
  return "number " + (target.number.empty() ? profile.number : target.number) + " on " + device;
}

Duration delay_in(std::string_view words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    const bool begins = is_digit(words[at]) && (at == 0 || !is_digit(words[at - 1]));
    if (!begins) continue;
    if (const auto time = time_at(words.substr(at))) return *time;
  }
  return {};
}

}  // namespace dial::policy
