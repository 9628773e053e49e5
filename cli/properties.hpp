#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dial/phone_book.hpp"

// Properties and devices as dialctl reads and shows them. Pure; any thread.
namespace dial::cli {

// "KEY=VALUE": VALUE is true, false, a whole number, a list as in ["ATZ", "ATE0"], or a text, which
// may stand in quotes and must where it looks like one of the others. The error is for a person.
std::expected<std::pair<std::string, PropertyValue>, std::string> parse_assignment(
    std::string_view text);

// A line each, as one would write it: those the file has, then the defaults, marked as such.
std::string render_properties(const EntryProperties& properties);
std::string properties_json(const EntryProperties& properties);  // as a reply of EntryProperties

std::string render_devices(const std::vector<Device>& devices);
std::string devices_json(const std::vector<Device>& devices);  // as a reply of Devices

}  // namespace dial::cli
