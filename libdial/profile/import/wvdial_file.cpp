#include "profile/import/wvdial_file.hpp"

namespace dial::profile {
namespace {

constexpr std::string_view kPrefix = "dialer ";

std::string name_of(std::string_view value) {
  std::string name = lower(value);
  return name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : name;
}

}  // namespace

WvdialSections wvdial_sections(std::string_view text) {
  WvdialSections sections;
  for (IniSection& section : read_ini(text, "#;")) {
    const std::string name = lower(section.name);
    if (!name.starts_with(kPrefix)) continue;
    section.name = trim(section.name.substr(kPrefix.size()));
    const auto [same, is_new] = sections.try_emplace(lower(section.name), section);
    if (is_new) continue;
    auto& entries = same->second.entries;
    entries.insert(entries.end(), section.entries.begin(), section.entries.end());
  }
  return sections;
}

WipedText wvdial_value(std::string_view value) {
  const bool is_long = value.size() >= 2;
  if (is_long && value.front() == '{' && value.back() == '}')
    return WipedText(std::string(value.substr(1, value.size() - 2)));
  if (is_long && value.front() == '"' && value.back() == '"')
    value = value.substr(1, value.size() - 2);
  std::string text;
  text.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) ++i;
    text += value[i];
  }
  return WipedText(std::move(text));
}

WvdialChain::WvdialChain(const WvdialSections& sections, const IniSection& own)
    : sections_(sections) {
  add(own);
  if (const auto found = sections.find(kWvdialDefaults); found != sections.end())
    add(found->second);
}

const IniEntry* WvdialChain::find(std::string_view key) const {
  for (const IniSection* section : links_) {
    if (const IniEntry* entry = section->find(key)) return entry;
  }
  return nullptr;
}

void WvdialChain::add(const IniSection& section) {
  const IniSection* next = &section;
  while (next != nullptr && seen_.insert(next).second) {  // a circle ends where it closes
    links_.push_back(next);
    const auto found = sections_.find(name_of(next->value("Inherits")));
    next = found == sections_.end() ? nullptr : &found->second;
  }
}

}  // namespace dial::profile
