#include "script/scp_value.hpp"

#include <limits>
#include <utility>

namespace dial::script::scp {
namespace {

std::unexpected<std::string> refuse(std::int64_t left, BinaryOperator op, std::int64_t right,
                                    std::string_view why) {
  return std::unexpected(std::to_string(left) + " " + std::string(to_string(op)) + " " +
                         std::to_string(right) + std::string(why));
}

bool fits(std::int64_t wide) {
  return wide >= std::numeric_limits<std::int32_t>::min() &&
         wide <= std::numeric_limits<std::int32_t>::max();
}

constexpr std::string_view kTooLarge =
    " does not fit an integer, which is -2147483648 to 2147483647";

Applied apply_integers(BinaryOperator op, std::int64_t left, std::int64_t right) {
  std::int64_t wide = 0;
  switch (op) {
    case BinaryOperator::kMultiply:
      wide = left * right;
      break;
    case BinaryOperator::kDivide:
      if (right == 0) return refuse(left, op, right, " divides by zero");
      wide = left / right;
      break;
    case BinaryOperator::kAdd:
      wide = left + right;
      break;
    case BinaryOperator::kSubtract:
      wide = left - right;
      break;
    case BinaryOperator::kLess:
      return left < right;
    case BinaryOperator::kGreater:
      return left > right;
    case BinaryOperator::kLessOrEqual:
      return left <= right;
    case BinaryOperator::kGreaterOrEqual:
      return left >= right;
    case BinaryOperator::kEqual:
      return left == right;
    case BinaryOperator::kNotEqual:
      return left != right;
    case BinaryOperator::kAnd:
    case BinaryOperator::kOr:
      return std::unexpected("and and or need booleans");
  }
  if (!fits(wide)) return refuse(left, op, right, kTooLarge);
  return static_cast<std::int32_t>(wide);
}

Applied join(const Text& left, const Text& right) {
  if (left.octets.reveal().size() + right.octets.reveal().size() > kLongestText)
    return std::unexpected("the string gets longer than " + std::to_string(kLongestText) +
                           " characters");
  std::string joined;
  joined.reserve(kLongestText);  // no copy is left behind by growing
  joined += left.octets.reveal();
  joined += right.octets.reveal();
  return Text{Secret(std::move(joined)), left.is_secret || right.is_secret};
}

Applied apply_texts(BinaryOperator op, const Text& left, const Text& right) {
  if (op == BinaryOperator::kAdd) return join(left, right);
  const bool are_equal = left.octets.reveal() == right.octets.reveal();
  return op == BinaryOperator::kEqual ? are_equal : !are_equal;
}

bool apply_booleans(BinaryOperator op, bool left, bool right) {
  if (op == BinaryOperator::kAnd) return left && right;
  if (op == BinaryOperator::kOr) return left || right;
  return op == BinaryOperator::kEqual ? left == right : left != right;
}

}  // namespace

std::string_view to_string(Type type) {
  switch (type) {
    case Type::kInteger:
      return "integer";
    case Type::kString:
      return "string";
    case Type::kBoolean:
      return "boolean";
  }
  return {};
}

std::string_view to_string(UnaryOperator op) {
  return op == UnaryOperator::kMinus ? "-" : "!";
}

std::string_view to_string(BinaryOperator op) {
  constexpr std::string_view kSpelled[] = {"*",  "/",  "+",  "-",  "<",   ">",
                                           "<=", ">=", "==", "!=", "and", "or"};
  return kSpelled[static_cast<std::size_t>(op)];
}

Type type_of(const Value& value) {
  if (std::holds_alternative<std::int32_t>(value)) return Type::kInteger;
  return std::holds_alternative<bool>(value) ? Type::kBoolean : Type::kString;
}

Value initial_value(Type type) {
  switch (type) {
    case Type::kInteger:
      return std::int32_t{0};
    case Type::kString:
      return Text{};
    case Type::kBoolean:
      return false;
  }
  return false;
}

Value text_value(std::string_view octets) {
  return Text{Secret(std::string(octets)), false};
}

Applied operate(UnaryOperator op, const Value& operand) {
  if (const bool* truth = std::get_if<bool>(&operand)) return !*truth;
  const std::int32_t number = std::get<std::int32_t>(operand);
  if (op == UnaryOperator::kNot) return ~number;
  const std::int64_t wide = -static_cast<std::int64_t>(number);
  if (!fits(wide))
    return std::unexpected("-(" + std::to_string(number) + ")" + std::string(kTooLarge));
  return static_cast<std::int32_t>(wide);
}

Applied operate(BinaryOperator op, const Value& left, const Value& right) {
  if (const auto* number = std::get_if<std::int32_t>(&left))
    return apply_integers(op, *number, std::get<std::int32_t>(right));
  if (const bool* truth = std::get_if<bool>(&left))
    return apply_booleans(op, *truth, std::get<bool>(right));
  return apply_texts(op, std::get<Text>(left), std::get<Text>(right));
}

}  // namespace dial::script::scp
