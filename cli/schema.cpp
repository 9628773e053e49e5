#include "cli/schema.hpp"

#include <nlohmann/json.hpp>

#include "profile/duration.hpp"
#include "profile/keys.hpp"

namespace dial::cli {
namespace {

using Json = nlohmann::ordered_json;
using profile::Key;
using profile::KeyType;

constexpr std::string_view kTime = "^[0-9]+(\\.[0-9]+)?(ms|s|m|h)$";
constexpr std::string_view kName = "^[A-Za-z_][A-Za-z0-9_]{0,31}$";
constexpr std::string_view kAddress = "^[0-9]{1,3}(\\.[0-9]{1,3}){3}$";

Json words_of(const Key& key) {
  return Json(std::vector<std::string>(key.words.begin(), key.words.end()));
}

// JSON counts characters and the profile octets, so that this may let a text through that is too
// long; never the other way round.
Json text_of(const Key& key) {
  Json schema{{"type", "string"}};
  if (!key.may_be_empty) schema["minLength"] = 1;
  schema["maxLength"] = key.most;
  return schema;
}

Json value_schema(const Key& key) {
  switch (key.type) {
    case KeyType::kText:
      return text_of(key);
    case KeyType::kTexts:
      return {{"type", "array"}, {"items", text_of(key)}};
    case KeyType::kNamed:
      return {{"type", "object"},
              {"propertyNames", {{"pattern", kName}}},
              {"maxProperties", key.most_names},
              {"additionalProperties", text_of(key)}};
    case KeyType::kFlag:
      return {{"type", "boolean"}};
    case KeyType::kNumber:
      return {{"type", "integer"}, {"minimum", key.least}, {"maximum", key.most}};
    case KeyType::kTime:
      return {{"type", "string"}, {"pattern", kTime}};
    case KeyType::kAddress:
      return {{"type", "string"}, {"pattern", kAddress}};
    case KeyType::kWord:
      return {{"enum", words_of(key)}};
    case KeyType::kWords:
      return {{"type", "array"}, {"items", {{"enum", words_of(key)}}}};
    case KeyType::kLater:
      break;
  }
  return {{"not", Json::object()}};
}

// What stands in for the key when it is absent; where that depends on others, in words.
void add_default(Json& schema, const Key& key) {
  static const profile::Profile kDefaults;
  if (!key.default_text.empty()) {
    schema["$comment"] = "default: " + std::string(key.default_text);
  } else if (const auto value = key.get(kDefaults)) {
    std::visit([&](const auto& held) { schema["default"] = held; }, *value);
  }
}

std::string range_text(const Key& key) {
  const auto shown = [](std::int64_t milliseconds) {
    return profile::duration_text(Duration(milliseconds));
  };
  return key.type == KeyType::kTime ? "; " + shown(key.least) + " to " + shown(key.most) : "";
}

Json key_schema(const Key& key) {
  Json schema = value_schema(key);
  if (!key.is_supported()) {
    schema["description"] = "not supported yet; instead " + std::string(key.meaning);
    return schema;
  }
  schema["description"] = std::string(key.meaning) + range_text(key);
  add_default(schema, key);
  return schema;
}

Json closed_table(std::string_view description) {
  return {{"type", "object"},
          {"description", description},
          {"additionalProperties", false},
          {"properties", Json::object()}};
}

std::string_view meaning_of(std::string_view table) {
  if (table == "location") return "where the modem is: what is dialled before a number";
  if (table == "line") return "the port";
  if (table == "cellular") return "the modem's way into a cellular network";
  if (table == "modem") return "what is behind the port";
  if (table == "script") return "what happens between CONNECT and PPP";
  if (table == "ppp") return "the link";
  return "the network";
}

// An entry that is whole by itself needs a device, and a number unless nothing is dialled.
Json whole_entry() {
  const auto requires_key = [](const char* key) { return Json{{"required", {key}}}; };
  const Json leans = {{"anyOf", {requires_key("base"), requires_key("abstract")}}};
  const Json direct = {
      {"required", {"modem"}},
      {"properties",
       {{"modem", {{"required", {"type"}}, {"properties", {{"type", {{"const", "direct"}}}}}}}}}};
  const Json device = {{"required", {"line"}}, {"properties", {{"line", requires_key("device")}}}};
  return {{"if", {{"not", leans}}},
          {"then", {{"allOf", {device, {{"anyOf", {direct, requires_key("number")}}}}}}}};
}

}  // namespace

std::string profile_schema() {
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "Profile of the connection manager diald"}};
  schema.update(closed_table("one entry: a file NAME.toml; docs/profile.md"));
  schema.update(whole_entry());
  Json& properties = schema["properties"];
  for (const Key& key : profile::keys()) {
    const std::string table(key.table());
    if (table.empty()) {
      properties[std::string(key.name())] = key_schema(key);
      continue;
    }
    if (!properties.contains(table)) properties[table] = closed_table(meaning_of(table));
    properties[table]["properties"][std::string(key.name())] = key_schema(key);
  }
  properties["x"] = {{"type", "object"},
                     {"description", "[x.NAME]: what other programs keep here"},
                     {"additionalProperties", {{"type", "object"}}}};
  return schema.dump(2) + "\n";
}

}  // namespace dial::cli
