#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dial/types.hpp"
#include "rpc/codec.hpp"

namespace dial::rpc {

// Reads the fields of a JSON object one by one and remembers the first that is not as declared;
// what is read after that has no meaning. Ask failure() at the end. An absent field and a null one
// are the same (Varlink, "nullable types").
class FieldReader {
 public:
  explicit FieldReader(const Json& json);

  std::string text(const char* name);
  std::string optional_text(const char* name);  // empty if absent
  std::optional<std::string> maybe_text(const char* name);
  std::optional<std::vector<std::string>> optional_texts(const char* name);
  std::optional<std::int64_t> optional_integer(const char* name);  // of either sign
  std::vector<std::string> texts(const char* name);
  bool flag(const char* name);
  std::optional<bool> optional_flag(const char* name);
  std::uint64_t number(const char* name, std::uint64_t max = kMaxInt, std::uint64_t min = 0);
  std::optional<std::uint64_t> optional_number(const char* name, std::uint64_t max,
                                               std::uint64_t min = 0);
  std::chrono::milliseconds milliseconds(const char* name);
  ConnectionId connection(const char* name);
  std::optional<ConnectionId> optional_connection(const char* name);
  const Json* array(const char* name);
  const Json* optional_object(const char* name);
  const Json* object(const char* name);

  void refuse(const char* name, const std::string& why);
  // Takes over what went wrong within the object `name`.
  void refuse_within(const char* name, const Error& error);
  // A call may not hold fields that are not declared: a misspelt option would be ignored silently.
  void refuse_unknown_fields();
  std::optional<Error> failure() const { return failure_; }

  // A Varlink int is a signed 64-bit number in every implementation.
  static constexpr std::uint64_t kMaxInt = std::numeric_limits<std::int64_t>::max();

 private:
  const Json* find(const char* name);     // null: absent or null
  const Json* require(const char* name);  // null: and refused
  std::uint64_t read_number(const char* name, const Json& field, std::uint64_t min,
                            std::uint64_t max);

  const Json& json_;
  std::vector<const char*> known_;
  std::optional<Error> failure_;
};

// A number as Varlink's signed int can carry it.
Json json_number(std::uint64_t number);

// The value, or what the reader found wrong.
template <class T>
Result<T> finish(const FieldReader& reader, T value) {
  if (auto failure = reader.failure()) return std::unexpected(std::move(*failure));
  return value;
}

}  // namespace dial::rpc
