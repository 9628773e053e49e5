#include "profile/import/format.hpp"

#include <algorithm>
#include <array>

#include "profile/import/ini.hpp"
#include "profile/import/option_file.hpp"

namespace dial::profile {
namespace {

constexpr std::array<std::string_view, 4> kWords{"wvdial", "pppd", "networkmanager", "pbk"};

bool is_wvdial_section(const IniSection& section) {
  return lower(section.name).starts_with("dialer ");
}

bool is_phone_book_entry(const IniSection& section) {
  return section.find("MEDIA") != nullptr && section.find("DEVICE") != nullptr;
}

// nm-settings-keyfile(5): every one has a [connection] with an id, a uuid or a type.
bool is_connection(const IniSection& section) {
  return section.name == "connection" &&
         (section.find("type") != nullptr || section.find("uuid") != nullptr);
}

// A line of an options file begins with an option or the device. Not every line does: a speed, an
// address or an operand can, too.
bool is_options_file(std::string_view text) {
  const std::vector<SourceWord> words = option_words(text);
  return std::any_of(words.begin(), words.end(), [](const SourceWord& word) {
    return word.begins_line && (find_option(word.view()) != nullptr ||
                                word.view().starts_with("/dev/") || word.view().starts_with("tty"));
  });
}

}  // namespace

std::string_view to_string(ImportFormat format) {
  return kWords.at(static_cast<std::size_t>(format));
}

std::vector<std::string_view> import_formats() {
  return {kWords.begin(), kWords.end()};
}

std::optional<ImportFormat> parse_import_format(std::string_view word) {
  const auto* found = std::find(kWords.begin(), kWords.end(), word);
  if (found == kWords.end()) return std::nullopt;
  return static_cast<ImportFormat>(found - kWords.begin());
}

std::optional<ImportFormat> detect_format(std::string_view text, std::string_view file) {
  const std::string name = lower(base_name(file));
  const std::vector<IniSection> sections = read_ini(text, "#;");
  const auto any = [&](bool (*is_one)(const IniSection&)) {
    return std::any_of(sections.begin(), sections.end(), is_one);
  };
  if (any(is_wvdial_section)) return ImportFormat::kWvdial;
  if (any(is_connection)) return ImportFormat::kNetworkManager;
  if (any(is_phone_book_entry)) return ImportFormat::kPhoneBook;
  if (name.ends_with(".pbk")) return ImportFormat::kPhoneBook;
  if (name.ends_with(".nmconnection")) return ImportFormat::kNetworkManager;
  if (name.starts_with("wvdial") || name == ".wvdialrc") return ImportFormat::kWvdial;
  const bool has_section = sections.size() > 1;
  if (!has_section && is_options_file(text)) return ImportFormat::kPppd;
  return std::nullopt;
}

Imported import_file(ImportFormat format, const ImportSource& source, const ReadFile& read_file) {
  switch (format) {
    case ImportFormat::kWvdial:
      return import_wvdial(source);
    case ImportFormat::kPppd:
      return import_peer(source, read_file);
    case ImportFormat::kNetworkManager:
      return import_keyfile(source);
    case ImportFormat::kPhoneBook:
      return import_phone_book(source);
  }
  return {};
}

}  // namespace dial::profile
