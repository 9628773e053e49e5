#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "rpc/fields.hpp"
#include "rpc/messages.hpp"

// What the calls and replies of messages.hpp share.
namespace dial::rpc {

State read_state(FieldReader& reader);  // fields state and state_number, which must agree
Error read_error(FieldReader& reader);  // field error; empty if null
Json json_or_null(const Error& error);

// Empty where it is absent, null or refused.
template <class T>
std::optional<T> read_part_from(FieldReader& reader, const char* name, const Json* object) {
  if (object == nullptr) return std::nullopt;
  auto part = from_json<T>(*object);
  if (part) return std::move(*part);
  reader.refuse_within(name, part.error());
  return std::nullopt;
}

template <class T>
std::optional<T> read_optional_part(FieldReader& reader, const char* name) {
  return read_part_from<T>(reader, name, reader.optional_object(name));
}

template <class T>
T read_part(FieldReader& reader, const char* name) {
  return read_part_from<T>(reader, name, reader.object(name)).value_or(T{});
}

template <class T>
std::vector<T> read_parts(FieldReader& reader, const char* name) {
  std::vector<T> parts;
  const Json* array = reader.array(name);
  if (array == nullptr) return parts;
  for (const Json& element : *array) {
    auto part = from_json<T>(element);
    if (!part) {
      reader.refuse_within(name, part.error());
      return {};
    }
    parts.push_back(std::move(*part));
  }
  return parts;
}

template <class T>
Json json_array(const std::vector<T>& parts) {
  Json array = Json::array();
  for (const T& part : parts)
    array.push_back(to_json(part));
  return array;
}

// For calls: parameters that are not declared are refused.
template <class T>
Result<T> finish_call(FieldReader& reader, T call) {
  reader.refuse_unknown_fields();
  return finish(reader, std::move(call));
}

}  // namespace dial::rpc
