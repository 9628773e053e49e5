// The part of Checker that gives expressions their types.
#include <utility>

#include "dial/types.hpp"
#include "script/scp_checker.hpp"

namespace dial::script::scp {
namespace {

std::string with_article(Type type) {
  return (type == Type::kInteger ? "an " : "a ") + std::string(to_string(type));
}

bool takes(UnaryOperator op, Type type) {
  return type == Type::kInteger || (op == UnaryOperator::kNot && type == Type::kBoolean);
}

// Both operands have the type.
bool takes(BinaryOperator op, Type type) {
  switch (op) {
    case BinaryOperator::kMultiply:
    case BinaryOperator::kDivide:
    case BinaryOperator::kSubtract:
    case BinaryOperator::kLess:
    case BinaryOperator::kGreater:
    case BinaryOperator::kLessOrEqual:
    case BinaryOperator::kGreaterOrEqual:
      return type == Type::kInteger;
    case BinaryOperator::kAdd:
      return type != Type::kBoolean;
    case BinaryOperator::kEqual:
    case BinaryOperator::kNotEqual:
      return true;
    case BinaryOperator::kAnd:
    case BinaryOperator::kOr:
      return type == Type::kBoolean;
  }
  return false;
}

std::string wanted_by(BinaryOperator op) {
  if (op == BinaryOperator::kAdd) return "two integers or two strings";
  if (op == BinaryOperator::kEqual || op == BinaryOperator::kNotEqual)
    return "two values of one type";
  return takes(op, Type::kBoolean) ? "two booleans" : "two integers";
}

// What comes out, of operands of this type.
std::optional<Type> result_of(BinaryOperator op, std::optional<Type> operand) {
  switch (op) {
    case BinaryOperator::kMultiply:
    case BinaryOperator::kDivide:
    case BinaryOperator::kSubtract:
      return Type::kInteger;
    case BinaryOperator::kAdd:
      return operand;
    case BinaryOperator::kLess:
    case BinaryOperator::kGreater:
    case BinaryOperator::kLessOrEqual:
    case BinaryOperator::kGreaterOrEqual:
    case BinaryOperator::kEqual:
    case BinaryOperator::kNotEqual:
    case BinaryOperator::kAnd:
    case BinaryOperator::kOr:
      return Type::kBoolean;
  }
  return std::nullopt;
}

}  // namespace

void Checker::check(Push& push, Place place) {
  stack_.push_back(
      {.type = type_of(push.value), .constant = push.value, .place = place, .is_literal = true});
}

void Checker::check(Load& load, Place place) {
  const Name* variable = find_variable(load.name, place);
  if (variable != nullptr) load.slot = variable->index;
  stack_.push_back({.type = variable != nullptr ? variable->type : std::nullopt, .place = place});
}

void Checker::check(LoadSystem& load, Place place) {
  const bool is_credential =
      load.variable == SystemVariable::kUserId || load.variable == SystemVariable::kPassword;
  stack_.push_back({.type = is_credential ? Type::kString : Type::kBoolean,
                    .place = place,
                    .is_credential = is_credential});
}

void Checker::check(Unary& unary, Place place) {
  const Operand operand = pop();
  stack_.push_back({.type = operand.type, .place = place});
  if (!operand.type) return;
  if (!takes(unary.op, *operand.type)) {
    stack_.back().type.reset();
    return fail(place, std::string(to_string(unary.op)) + " needs an integer" +
                           (unary.op == UnaryOperator::kNot ? " or a boolean" : "") +
                           "; behind it is " + with_article(*operand.type));
  }
  if (operand.constant) fold(operate(unary.op, *operand.constant), place);
}

void Checker::check(Binary& binary, Place place) {
  const Operand right = pop();
  const Operand left = pop();
  const std::optional<Type> known = left.type ? left.type : right.type;
  stack_.push_back({.type = result_of(binary.op, known),
                    .place = left.place,
                    .is_credential = left.is_credential || right.is_credential});
  if (!left.type || !right.type) return;
  if (*left.type != *right.type || !takes(binary.op, *left.type)) {
    stack_.back().type.reset();
    return fail(place, std::string(to_string(binary.op)) + " needs " + wanted_by(binary.op) +
                           "; here are " + with_article(*left.type) + " and " +
                           with_article(*right.type));
  }
  if (left.constant && right.constant)
    fold(operate(binary.op, *left.constant, *right.constant), place);
}

void Checker::check(SkipIf&, Place) {}  // the Binary behind it looks at the types

void Checker::check(GetIp&, Place place) {
  const Operand which = pop();
  if (need(which, Type::kInteger, "getip")) need_within(which, 1, kMostAddresses, "getip");
  stack_.push_back({.type = Type::kString, .place = place});
}

void Checker::check(SetAddress&, Place) {
  const Operand address = pop();
  if (!need(address, Type::kString, "set ipaddr") || !address.constant) return;
  if (!parse_ipv4(std::get<Text>(*address.constant).octets.reveal()))
    fail(address.place, "an address is four numbers from 0 to 255: \"192.0.2.1\"");
}

Checker::Operand Checker::pop() {
  Operand top = std::move(stack_.back());
  stack_.pop_back();
  return top;
}

// The result on the stack is a constant.
void Checker::fold(const Applied& applied, Place place) {
  if (!applied) return fail(place, applied.error());
  stack_.back().constant = *applied;
}

bool Checker::need(const Operand& operand, Type type, std::string_view what) {
  if (operand.type == type) return true;
  if (!operand.type) return false;
  const bool is_number_as_truth = type == Type::kBoolean && *operand.type == Type::kInteger;
  fail(operand.place, std::string(what) + " needs " + with_article(type) + "; here is " +
                          with_article(*operand.type) +
                          (is_number_as_truth ? ", compare it: != 0" : ""));
  return false;
}

void Checker::need_within(const Operand& operand, std::int32_t least, std::int32_t most,
                          std::string_view what) {
  if (!operand.constant) return;
  const std::int32_t number = std::get<std::int32_t>(*operand.constant);
  if (number >= least && number <= most) return;
  fail(operand.place, std::string(what) + " takes " + std::to_string(least) + " to " +
                          std::to_string(most) + ", not " + std::to_string(number));
}

}  // namespace dial::script::scp
