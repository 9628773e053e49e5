#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "profile/import/imported.hpp"

namespace dial::profile {

enum class ImportFormat : std::uint8_t { kWvdial, kPppd, kNetworkManager, kPhoneBook };

std::string_view to_string(ImportFormat format);  // the word of `dialctl import --format`
std::vector<std::string_view> import_formats();   // those words, in the order of the enumeration
std::optional<ImportFormat> parse_import_format(std::string_view word);

// What kind of file this is, by what stands in it and, where that is not enough, by its name.
// Nothing: none that can be imported.
std::optional<ImportFormat> detect_format(std::string_view text, std::string_view file);

// The import_… of that format.
Imported import_file(ImportFormat format, const ImportSource& source, const ReadFile& read_file);

}  // namespace dial::profile
