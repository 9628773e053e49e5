#include "policy/state_text.hpp"

#include <charconv>
#include <optional>
#include <vector>

namespace dial::policy {
namespace {

constexpr std::string_view kHead =
    "# diald's notes of each day: day, ms connected, octets, dials, "
    "device, number and profile that worked, entry";
constexpr std::size_t kFields = 8;

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  while (fields.size() + 1 < kFields) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) break;
    fields.push_back(line.substr(0, tab));
    line.remove_prefix(tab + 1);
  }
  fields.push_back(line);
  return fields;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 0;
}

bool read_line(std::string_view line, Memory& memory) {
  const auto fields = fields_of(line);
  if (fields.size() != kFields || fields[7].empty()) return false;
  Remembered entry;
  std::int64_t connected = 0;
  const bool is_good = read_number(fields[0], entry.use.day) && read_number(fields[1], connected) &&
                       read_number(fields[2], entry.use.octets) &&
                       read_number(fields[3], entry.use.dials);
  if (!is_good) return false;
  entry.use.connected = Duration(connected);
  entry.promoted = {.device = std::string(fields[4]),
                    .number = std::string(fields[5]),
                    .profile = std::string(fields[6])};
  memory[std::string(fields[7])] = std::move(entry);
  return true;
}

}  // namespace

std::string state_text(const Memory& memory) {
  std::string text = std::string(kHead) + "\n";
  for (const auto& [key, entry] : memory) {
    const DailyUse& use = entry.use;
    const Target& promoted = entry.promoted;
    for (const std::string& field : {std::to_string(use.day), std::to_string(use.connected.count()),
                                     std::to_string(use.octets), std::to_string(use.dials),
                                     promoted.device, promoted.number, promoted.profile})
      text += field + "\t";
    text += key + "\n";
  }
  return text;
}

ReadMemory read_state(std::string_view text) {
  ReadMemory read;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    if (!read_line(line, read.memory)) ++read.bad_lines;
  }
  return read;
}

}  // namespace dial::policy
