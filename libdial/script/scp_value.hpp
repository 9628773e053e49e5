#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <variant>

#include "base/secret.hpp"

namespace dial::script::scp {

enum class Type : std::uint8_t { kInteger, kString, kBoolean };
std::string_view to_string(Type type);  // "integer"

// The longest string a script can make, in octets: one that doubles itself comes to an end.
inline constexpr std::size_t kLongestText = 1'024;

// A string of a script, escapes as they were written. What is made of $PASSWORD stays a secret, in
// whatever it is joined to.
struct Text {
  Secret octets;
  bool is_secret = false;
};

using Value = std::variant<std::int32_t, Text, bool>;
Type type_of(const Value& value);
Value initial_value(Type type);  // of a variable without one: 0, "" or FALSE
Value text_value(std::string_view octets);

enum class UnaryOperator : std::uint8_t { kMinus, kNot };
enum class BinaryOperator : std::uint8_t {
  kMultiply,
  kDivide,
  kAdd,
  kSubtract,
  kLess,
  kGreater,
  kLessOrEqual,
  kGreaterOrEqual,
  kEqual,
  kNotEqual,
  kAnd,
  kOr
};
std::string_view to_string(UnaryOperator op);   // "-"
std::string_view to_string(BinaryOperator op);  // "=="

// What an operator makes of its operands, whose types it must take. An integer has 32 bits; what
// does not fit, a division by zero and a string that is too long are errors, with what was wrong.
using Applied = std::expected<Value, std::string>;
Applied operate(UnaryOperator op, const Value& operand);
Applied operate(BinaryOperator op, const Value& left, const Value& right);

}  // namespace dial::script::scp
