#include "cli/properties.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/json_document.hpp"
#include "cli/text.hpp"
#include "profile/keys.hpp"
#include "rpc/messages_phone_book.hpp"

namespace dial::cli {
namespace {

using rpc::Json;

// What a JSON text of one line means as a value; texts in quotes and lists are the same in TOML.
std::optional<PropertyValue> parse_literal(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_unsigned() && json.get<std::uint64_t>() > std::uint64_t{INT64_MAX})
    return std::nullopt;
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_string()) return json.get<std::string>();
  const bool has_texts = json.is_array() && std::ranges::all_of(json, [](const Json& element) {
                           return element.is_string();
                         });
  if (has_texts) return json.get<std::vector<std::string>>();
  return std::nullopt;
}

bool wants_text(const std::string& name) {
  using profile::KeyType;
  const profile::Key* key = profile::key_of_property(name);
  if (key == nullptr) return false;
  return key->type == KeyType::kText || key->type == KeyType::kNamed ||
         key->type == KeyType::kWord || key->type == KeyType::kTime ||
         key->type == KeyType::kAddress;
}

std::string shown(const PropertyValue& value) {
  const Json json = std::visit([](const auto& held) { return Json(held); }, value);
  return terminal_safe(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

std::expected<std::pair<std::string, PropertyValue>, std::string> parse_assignment(
    std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0)
    return std::unexpected("KEY=VALUE is meant, not \"" + std::string(text) + "\"");
  const std::string key(text.substr(0, equals));
  const std::string_view value = text.substr(equals + 1);
  auto literal = parse_literal(value);
  // `number=5551234` has no quotes, and is a text all the same.
  const bool is_text = literal && std::holds_alternative<std::string>(*literal);
  if (literal && (is_text || !wants_text(key))) return std::pair(key, std::move(*literal));
  if (value.starts_with('[') || value.starts_with('"'))
    return std::unexpected(key + ": a list is [\"ATZ\", \"ATE0\"], a text in quotes \"ATZ\"");
  return std::pair(key, PropertyValue(std::string(value)));
}

std::string render_properties(const EntryProperties& properties) {
  std::string text;
  for (const auto& [key, value] : properties.set)
    text += terminal_safe(key) + " = " + shown(value) + "\n";
  for (const auto& [key, value] : properties.effective) {
    if (!properties.set.contains(key))
      text += terminal_safe(key) + " = " + shown(value) + "  (default)\n";
  }
  return text;
}

std::string properties_json(const EntryProperties& properties) {
  return json_document(rpc::to_json(rpc::EntryPropertiesReply{properties}));
}

std::string render_devices(const std::vector<Device>& devices) {
  std::string text;
  for (const Device& device : devices) {
    text += terminal_safe(device.path) + "  " + terminal_safe(device.type);
    if (!device.description.empty()) text += "  " + terminal_safe(device.description);
    if (!device.used_by.empty()) text += "  used by " + terminal_safe(device.used_by);
    if (!device.stable_path.empty()) text += "\n  " + terminal_safe(device.stable_path);
    text += "\n";
  }
  return text;
}

std::string devices_json(const std::vector<Device>& devices) {
  return json_document(rpc::to_json(rpc::DevicesReply{devices}));
}

}  // namespace dial::cli
