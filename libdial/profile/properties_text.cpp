#include "profile/properties_text.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <vector>

#include "profile/keys.hpp"
#include "profile/properties.hpp"
#include "profile/toml_model.hpp"

namespace dial::profile {
namespace {

constexpr std::string_view kType = "modem.type";
constexpr std::string_view kNumber = "number";
constexpr std::string_view kDevice = "line.device";

// The defaults of these depend on the type alone, those of all others on these too.
constexpr std::array<std::string_view, 4> kDeciding{kType, "link", "line.flow_control",
                                                    "location.dialling"};

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool has_modem(const Properties& values) {
  const auto type = values.find(std::string(kType));
  return type == values.end() || type->second != PropertyValue(std::string("direct"));
}

std::string line_of(std::string_view name, const PropertyValue& value) {
  return std::string(name) + " = " + value_text(value, "\n", false) + "\n";
}

std::string section(std::string_view table, const std::string& lines) {
  return lines.empty() ? "" : "\n[" + std::string(table) + "]\n" + lines;
}

// The names that stand below a key.
std::string named_text(const Key& key, const Properties& values) {
  const std::string before = std::string(key.path) + ".";
  std::string lines;
  for (auto it = values.lower_bound(before); it != values.end() && it->first.starts_with(before);
       ++it)
    lines += line_of(std::string_view(it->first).substr(before.size()), it->second);
  return section(key.path, lines);
}

// TOML wants the keys of no table before the first table.
std::string text_of(const Properties& values) {
  std::vector<std::string_view> tables{""};
  for (const Key& key : keys()) {
    if (!contains(tables, key.table())) tables.push_back(key.table());
  }
  std::string text;
  for (const std::string_view table : tables) {
    std::string lines;
    std::string named;
    for (const Key& key : keys()) {
      if (key.table() == table && key.type == KeyType::kNamed) named += named_text(key, values);
      const auto value = values.find(std::string(key.path));
      if (key.table() != table || value == values.end()) continue;
      lines += line_of(key.name(), value->second);
    }
    text += (table.empty() ? lines : section(table, lines)) + named;
  }
  return text;
}

// What counts in a file that says nothing but these of `values`.
Properties usual_values(const Properties& values, std::span<const std::string_view> said) {
  Properties few{{std::string(kDevice), PropertyValue(std::string("/dev/null"))}};
  if (has_modem(values)) few.emplace(kNumber, PropertyValue(std::string("1")));
  for (const std::string_view name : said) {
    if (const auto found = values.find(std::string(name)); found != values.end())
      few.insert(*found);
  }
  auto profile = parse_profile(text_of(few), "usual.toml");
  if (!profile) return {};
  // These two stand there because no profile is without them.
  profile->line.device.clear();
  profile->number.clear();
  return effective_properties(*profile);
}

}  // namespace

std::string properties_text(const Properties& effective, std::span<const std::string_view> always) {
  const Properties plain = effective_properties(Profile{});
  const Properties by_type = usual_values(effective, {&kType, 1});
  const Properties by_all = usual_values(effective, kDeciding);
  Properties said;
  for (const auto& [name, value] : effective) {
    const Properties& usual = name == kType ? plain : contains(kDeciding, name) ? by_type : by_all;
    const auto found = usual.find(name);
    const bool is_usual = found != usual.end() && found->second == value;
    if (!is_usual || contains(always, name)) said.emplace(name, value);
  }
  return text_of(said);
}

}  // namespace dial::profile
