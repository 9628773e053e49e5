// The part of Parser that reads expressions, by precedence.
#include <array>
#include <utility>

#include "script/scp_names.hpp"
#include "script/scp_parser.hpp"

namespace dial::script::scp {
namespace {

constexpr std::size_t kDeepestExpression = 64;

struct Level {
  BinaryOperator op;
  int level;  // the higher binds first
};

// ras.md 8.2
constexpr std::array kLevels{
    Level{BinaryOperator::kOr, 0},          Level{BinaryOperator::kAnd, 1},
    Level{BinaryOperator::kEqual, 2},       Level{BinaryOperator::kNotEqual, 2},
    Level{BinaryOperator::kLess, 3},        Level{BinaryOperator::kGreater, 3},
    Level{BinaryOperator::kLessOrEqual, 3}, Level{BinaryOperator::kGreaterOrEqual, 3},
    Level{BinaryOperator::kAdd, 4},         Level{BinaryOperator::kSubtract, 4},
    Level{BinaryOperator::kMultiply, 5},    Level{BinaryOperator::kDivide, 5},
};

const Level* level_of(const Token& token) {
  for (const Level& level : kLevels) {
    if (token.word == to_string(level.op)) return &level;
  }
  return nullptr;
}

struct System {
  std::string_view name;
  SystemVariable variable;
};
constexpr std::array kSystem{
    System{"$userid", SystemVariable::kUserId},
    System{"$password", SystemVariable::kPassword},
    System{"$success", SystemVariable::kSuccess},
    System{"$failure", SystemVariable::kFailure},
};

}  // namespace

bool Parser::parse_expression() {
  if (!parse_binary(0)) return false;
  if (is_next("=")) return fail(peek(), "to compare, write ==");
  return true;
}

bool Parser::parse_binary(int least_level) {
  if (!parse_unary()) return false;
  for (const Level* found = level_of(peek()); found != nullptr && found->level >= least_level;
       found = level_of(peek())) {
    const Place place = take().place;
    auto& code = procedures_.back().code;
    const std::size_t skip = code.size();
    const bool is_short = found->op == BinaryOperator::kAnd || found->op == BinaryOperator::kOr;
    if (is_short) emit(SkipIf{found->op == BinaryOperator::kOr}, place);
    if (!parse_binary(found->level + 1)) return false;
    emit(Binary{found->op}, place);
    if (is_short) std::get<SkipIf>(code[skip].action).target = code.size();
  }
  return true;
}

bool Parser::parse_unary() {
  if (!is_next("-") && !is_next("!")) return parse_primary();
  const Token& sign = take();
  if (depth_ == kDeepestExpression) return fail(sign, "the expression is nested too deep");
  ++depth_;
  if (!parse_unary()) return false;
  --depth_;
  emit(Unary{sign.word == "-" ? UnaryOperator::kMinus : UnaryOperator::kNot}, sign.place);
  return true;
}

bool Parser::parse_primary() {
  const Token& token = peek();
  if (token.kind == Token::Kind::kSystem) return parse_system_variable();
  if (is_next("(")) return parse_parentheses();
  if (is_next("getip")) return parse_get_ip();
  take();
  if (token.kind == Token::Kind::kInteger) {
    emit(Push{token.number}, token.place);
  } else if (token.kind == Token::Kind::kString) {
    if (token.text.size() > kLongestText)
      return fail(token, "a string has 1024 characters at most; send it in pieces");
    emit(Push{text_value(token.text)}, token.place);
  } else if (token.word == "true" || token.word == "false") {
    emit(Push{token.word == "true"}, token.place);
  } else if (token.kind == Token::Kind::kWord && !is_reserved(token.word)) {
    emit(Load{token.word}, token.place);
  } else {
    return fail(token, "a value is expected: a number, a \"string\", TRUE, FALSE or a variable; " +
                           described(token));
  }
  return true;
}

bool Parser::parse_parentheses() {
  const Token& opening = take();
  if (depth_ == kDeepestExpression) return fail(opening, "the expression is nested too deep");
  ++depth_;
  if (!parse_expression() || !expect(")", "at the end of the parenthesis")) return false;
  --depth_;
  return true;
}

// Which address may stand behind getip, on its line: a name on the next one begins a command.
bool Parser::parse_get_ip() {
  const Token& keyword = take();
  const Token& next = peek();
  const bool has_index = next.place.line == keyword.place.line &&
                         (next.kind == Token::Kind::kInteger || next.kind == Token::Kind::kString ||
                          next.kind == Token::Kind::kSystem || next.word == "(" ||
                          (next.kind == Token::Kind::kWord && !is_reserved(next.word)));
  if (has_index) {
    if (!parse_primary()) return false;
  } else {
    emit(Push{std::int32_t{1}}, keyword.place);
  }
  emit(GetIp{}, keyword.place);
  return true;
}

bool Parser::parse_system_variable() {
  const Token& token = take();
  for (const System& known : kSystem) {
    if (token.word != known.name) continue;
    emit(LoadSystem{known.variable}, token.place);
    return true;
  }
  static const std::array<std::string, 4> kNames{"$USERID", "$PASSWORD", "$SUCCESS", "$FAILURE"};
  const std::string near = suggestion(token.word, kNames);
  return fail(token, "there is no system variable " + std::string(token.text) +
                         (near.empty() ? "; use $USERID, $PASSWORD, $SUCCESS or $FAILURE" : near));
}

}  // namespace dial::script::scp
