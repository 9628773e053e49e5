#include "rpc/messages_phone_book.hpp"

#include <algorithm>
#include <array>

#include "rpc/message_parts.hpp"

namespace dial::rpc {
namespace {

constexpr std::array<std::string_view, 3> kModes{"create", "change", "either"};

// Properties, or changes of them.
template <class Map>
Json list_of(const Map& properties) {
  Json list = Json::array();
  for (const auto& [key, value] : properties)
    list.push_back(to_json(Property{key, value}));
  return list;
}

// A property of a file has a value.
Properties read_properties(FieldReader& reader, const char* name) {
  Properties properties;
  for (Property& property : read_parts<Property>(reader, name)) {
    if (property.value) properties.emplace(std::move(property.key), std::move(*property.value));
  }
  return properties;
}

PropertyChanges read_changes(FieldReader& reader, const char* name) {
  PropertyChanges changes;
  for (Property& property : read_parts<Property>(reader, name)) {
    if (!changes.emplace(property.key, std::move(property.value)).second)
      reader.refuse(name, "names a key twice");
  }
  return changes;
}

EntryMode read_mode(FieldReader& reader) {
  const auto word = reader.maybe_text("mode");
  if (!word) return EntryMode::kChange;
  const auto* found = std::ranges::find(kModes, *word);
  if (found == kModes.end()) reader.refuse("mode", "is not create, change or either");
  return static_cast<EntryMode>(found - kModes.begin());
}

}  // namespace

Json to_json(const Property& property) {
  Json json = {{"key", property.key},
               {"flag", nullptr},
               {"number", nullptr},
               {"text", nullptr},
               {"texts", nullptr}};
  if (!property.value) return json;
  static constexpr std::array kFields{"flag", "number", "text",
                                      "texts"};  // as the variant has them
  std::visit([&](const auto& value) { json[kFields[property.value->index()]] = value; },
             *property.value);
  return json;
}

template <>
Result<Property> from_json(const Json& json) {
  FieldReader reader(json);
  Property property;
  property.key = reader.text("key");
  int values = 0;
  const auto take = [&](auto value) {
    if (!value) return;
    property.value = PropertyValue(std::move(*value));
    ++values;
  };
  take(reader.optional_flag("flag"));
  take(reader.optional_integer("number"));
  take(reader.maybe_text("text"));
  take(reader.optional_texts("texts"));
  if (values > 1) reader.refuse("key", "has more than one value");
  return finish(reader, std::move(property));
}

Json to_json(const Device& device) {
  return {{"name", device.name},
          {"type", device.type},
          {"path", device.path},
          {"stable_path", device.stable_path},
          {"description", device.description},
          {"used_by", device.used_by}};
}

template <>
Result<Device> from_json(const Json& json) {
  FieldReader reader(json);
  Device device;
  device.name = reader.text("name");
  device.type = reader.text("type");
  device.path = reader.text("path");
  device.stable_path = reader.text("stable_path");
  device.description = reader.text("description");
  device.used_by = reader.text("used_by");
  return finish(reader, std::move(device));
}

Json to_json(const EntryPropertiesReply& reply) {
  return {{"set", list_of(reply.properties.set)},
          {"effective", list_of(reply.properties.effective)}};
}

template <>
Result<EntryPropertiesReply> from_json(const Json& json) {
  FieldReader reader(json);
  EntryPropertiesReply reply;
  reply.properties.set = read_properties(reader, "set");
  reply.properties.effective = read_properties(reader, "effective");
  return finish(reader, std::move(reply));
}

Json to_json(const SetEntryPropertiesCall& call) {
  return {{"entry", call.entry},
          {"changes", list_of(call.changes)},
          {"mode", kModes[static_cast<std::size_t>(call.mode)]}};
}

template <>
Result<SetEntryPropertiesCall> from_json(const Json& json) {
  FieldReader reader(json);
  SetEntryPropertiesCall call;
  call.entry = reader.text("entry");
  call.changes = read_changes(reader, "changes");
  call.mode = read_mode(reader);
  return finish_call(reader, std::move(call));
}

Json to_json(const SetProfileTextCall& call) {
  Json json{{"entry", call.entry}, {"text", call.text}};
  if (call.replaces) json["replaces"] = *call.replaces;
  return json;
}

template <>
Result<SetProfileTextCall> from_json(const Json& json) {
  FieldReader reader(json);
  SetProfileTextCall call;
  call.entry = reader.text("entry");
  call.text = reader.text("text");
  call.replaces = reader.maybe_text("replaces");
  return finish_call(reader, std::move(call));
}

Json to_json(const RenameEntryCall& call) {
  return {{"entry", call.entry}, {"name", call.name}};
}

template <>
Result<RenameEntryCall> from_json(const Json& json) {
  FieldReader reader(json);
  RenameEntryCall call;
  call.entry = reader.text("entry");
  call.name = reader.text("name");
  return finish_call(reader, std::move(call));
}

Json to_json(const CredentialsReply& reply) {
  const Credentials& credentials = reply.credentials;
  const std::string& token = credentials.token.value;
  return {{"user", credentials.user},
          {"has_password", credentials.has_password},
          {"token", token.empty() ? Json() : Json(token)}};
}

template <>
Result<CredentialsReply> from_json(const Json& json) {
  FieldReader reader(json);
  CredentialsReply reply;
  reply.credentials.user = reader.text("user");
  reply.credentials.has_password = reader.flag("has_password");
  reply.credentials.token.value = reader.optional_text("token");
  return finish(reader, std::move(reply));
}

Json to_json(const SetCredentialsCall& call) {
  const NewCredentials& wanted = call.credentials;
  Json json = {{"entry", call.entry}};
  if (wanted.user) json["user"] = *wanted.user;
  if (wanted.password) json["password"] = *wanted.password;
  if (wanted.token) json["token"] = wanted.token->value;
  return json;
}

template <>
Result<SetCredentialsCall> from_json(const Json& json) {
  FieldReader reader(json);
  SetCredentialsCall call;
  call.entry = reader.text("entry");
  call.credentials.user = reader.maybe_text("user");
  call.credentials.password = reader.maybe_text("password");
  if (auto token = reader.maybe_text("token"))
    call.credentials.token = SecretToken{std::move(*token)};
  return finish_call(reader, std::move(call));
}

Json to_json(const DevicesReply& reply) {
  return {{"devices", json_array(reply.devices)}};
}

template <>
Result<DevicesReply> from_json(const Json& json) {
  FieldReader reader(json);
  DevicesReply reply{read_parts<Device>(reader, "devices")};
  return finish(reader, std::move(reply));
}

}  // namespace dial::rpc
