#include "rpc/fields.hpp"

#include <algorithm>
#include <string_view>

namespace dial::rpc {
namespace {

// Longer times overflow the nanoseconds of a TimePoint.
constexpr std::uint64_t kMaxMilliseconds = 9'000'000'000'000;

}  // namespace

FieldReader::FieldReader(const Json& json) : json_(json) {
  if (!json.is_object()) refuse("parameters", "is no object");
}

std::string FieldReader::text(const char* name) {
  const Json* field = require(name);
  if (field == nullptr) return {};
  if (field->is_string()) return field->get<std::string>();
  refuse(name, "is no string");
  return {};
}

std::string FieldReader::optional_text(const char* name) {
  return find(name) == nullptr ? std::string() : text(name);
}

std::optional<std::string> FieldReader::maybe_text(const char* name) {
  if (find(name) == nullptr) return std::nullopt;
  return text(name);
}

std::optional<std::vector<std::string>> FieldReader::optional_texts(const char* name) {
  if (find(name) == nullptr) return std::nullopt;
  return texts(name);
}

std::optional<std::int64_t> FieldReader::optional_integer(const char* name) {
  const Json* field = find(name);
  if (field == nullptr) return std::nullopt;
  const bool fits = field->is_number_integer() &&
                    (!field->is_number_unsigned() || field->get<std::uint64_t>() <= kMaxInt);
  if (!fits) {
    refuse(name, "is no int");
    return std::nullopt;
  }
  return field->get<std::int64_t>();
}

std::vector<std::string> FieldReader::texts(const char* name) {
  std::vector<std::string> texts;
  const Json* field = array(name);
  if (field == nullptr) return texts;
  for (const Json& element : *field) {
    if (!element.is_string()) {
      refuse(name, "holds something that is no string");
      return texts;
    }
    texts.push_back(element.get<std::string>());
  }
  return texts;
}

bool FieldReader::flag(const char* name) {
  const Json* field = require(name);
  if (field == nullptr) return false;
  if (field->is_boolean()) return field->get<bool>();
  refuse(name, "is no bool");
  return false;
}

std::optional<bool> FieldReader::optional_flag(const char* name) {
  if (find(name) == nullptr) return std::nullopt;
  return flag(name);
}

std::uint64_t FieldReader::number(const char* name, std::uint64_t max, std::uint64_t min) {
  const Json* field = require(name);
  return field == nullptr ? min : read_number(name, *field, min, max);
}

std::optional<std::uint64_t> FieldReader::optional_number(const char* name, std::uint64_t max,
                                                          std::uint64_t min) {
  const Json* field = find(name);
  if (field == nullptr) return std::nullopt;
  return read_number(name, *field, min, max);
}

std::uint64_t FieldReader::read_number(const char* name, const Json& field, std::uint64_t min,
                                       std::uint64_t max) {
  if (!field.is_number_integer()) {
    refuse(name, "is no int");
    return min;
  }
  const bool negative = !field.is_number_unsigned() && field.get<std::int64_t>() < 0;
  const auto value = negative ? 0 : field.get<std::uint64_t>();
  if (!negative && value >= min && value <= max) return value;
  refuse(name, "is not from " + std::to_string(min) + " to " + std::to_string(max));
  return min;
}

std::chrono::milliseconds FieldReader::milliseconds(const char* name) {
  return std::chrono::milliseconds(number(name, kMaxMilliseconds));
}

ConnectionId FieldReader::connection(const char* name) {
  return ConnectionId{number(name, kMaxInt, 1)};
}

std::optional<ConnectionId> FieldReader::optional_connection(const char* name) {
  if (find(name) == nullptr) return std::nullopt;
  return connection(name);
}

const Json* FieldReader::array(const char* name) {
  const Json* field = require(name);
  if (field == nullptr || field->is_array()) return field;
  refuse(name, "is no array");
  return nullptr;
}

const Json* FieldReader::object(const char* name) {
  const Json* field = require(name);
  if (field == nullptr || field->is_object()) return field;
  refuse(name, "is no object");
  return nullptr;
}

const Json* FieldReader::optional_object(const char* name) {
  return find(name) == nullptr ? nullptr : object(name);
}

const Json* FieldReader::find(const char* name) {
  known_.push_back(name);
  if (!json_.is_object()) return nullptr;
  const auto field = json_.find(name);
  return field == json_.end() || field->is_null() ? nullptr : &*field;
}

const Json* FieldReader::require(const char* name) {
  const Json* field = find(name);
  if (field == nullptr) refuse(name, "is missing");
  return field;
}

void FieldReader::refuse(const char* name, const std::string& why) {
  if (failure_) return;
  failure_ = Error{.code = ErrorCode::kInvalidParameter,
                   .layer = Layer::kService,
                   .context = "parameter '" + std::string(name) + "' " + why,
                   .raw = name};
}

void FieldReader::refuse_within(const char* name, const Error& error) {
  refuse(name, "is not valid: " + error.context);
}

void FieldReader::refuse_unknown_fields() {
  if (!json_.is_object()) return;
  for (const auto& [name, value] : json_.items()) {
    const bool known = std::ranges::any_of(known_, [&](const char* k) { return name == k; });
    if (!known) refuse(printable(octets_of(name)).c_str(), "is not known");
  }
}

Json json_number(std::uint64_t number) {
  return std::min(number, FieldReader::kMaxInt);
}

}  // namespace dial::rpc
