#include "script/scp_parser.hpp"

#include <algorithm>
#include <utility>

#include "base/bytes.hpp"
#include "script/scp_names.hpp"

namespace dial::script::scp {
namespace {

constexpr std::size_t kDeepestBlocks = 64;
constexpr std::size_t kMostCases = 64;  // each is compared with every octet

std::optional<Type> declared_type(const Token& token) {
  for (const Type type : {Type::kInteger, Type::kString, Type::kBoolean}) {
    if (token.word == to_string(type)) return type;
  }
  return std::nullopt;
}

}  // namespace

std::string described(const Token& token) {
  switch (token.kind) {
    case Token::Kind::kEnd:
      return "the script ends here";
    case Token::Kind::kString:
      return "a string stands here";
    case Token::Kind::kInteger:
    case Token::Kind::kWord:
    case Token::Kind::kSystem:
    case Token::Kind::kSymbol:
      return printable(octets_of(token.text), 32) + " stands here";
  }
  return {};
}

std::expected<std::vector<Procedure>, ParseError> Parser::parse() {
  while (peek().kind != Token::Kind::kEnd) {
    if (!parse_procedure()) return std::unexpected(std::move(error_));
  }
  const bool has_main = std::any_of(procedures_.begin(), procedures_.end(),
                                    [](const Procedure& known) { return known.name == "main"; });
  if (!has_main) {
    fail(peek(), "the script has no main procedure; write proc main … endproc");
    return std::unexpected(std::move(error_));
  }
  return std::move(procedures_);
}

bool Parser::parse_procedure() {
  if (!is_next("proc"))
    return fail(peek(),
                "a script is proc main … endproc; " + described(peek()) + ", outside of it");
  const Token& keyword = take();
  const Token& at = peek();
  const auto name = take_name("procedure");
  if (!name) return false;
  for (const Procedure& known : procedures_) {
    if (known.name == *name)
      return fail(at, "the procedure " + *name + " is there already, in line " +
                          std::to_string(known.place.line));
  }
  procedures_.push_back({.name = *name, .place = keyword.place});
  has_commands_ = false;
  while (!is_next("endproc")) {
    if (peek().kind == Token::Kind::kEnd) {
      return blocks_.empty() ? fail(peek(), "endproc is missing for the proc of line " +
                                                std::to_string(keyword.place.line))
                             : check_closed(peek());
    }
    if (!parse_statement()) return false;
  }
  procedures_.back().end = peek().place;
  return check_closed(take());
}

bool Parser::parse_statement() {
  const Token& first = take();
  if (const auto type = declared_type(first)) return parse_declaration(first);
  has_commands_ = true;
  if (first.kind == Token::Kind::kSystem)
    return fail(first, "a command begins here; " + std::string(first.text) + " can only be read");
  if (first.kind != Token::Kind::kWord)
    return fail(first, "a command begins here, a label or an assignment; " + described(first));
  return is_reserved(first.word) ? parse_command(first) : parse_named(first);
}

bool Parser::parse_declaration(const Token& type) {
  if (has_commands_)
    return fail(type, "declare variables before the first command of the procedure");
  const Token& at = peek();
  const auto name = take_name("variable");
  if (!name) return false;
  const bool has_value = accept("=");
  // The value comes first: a variable is not there yet in its own.
  if (has_value && !parse_expression()) return false;
  emit(Declare{*declared_type(type), *name}, at.place);
  if (has_value) emit(Store{*name}, at.place);
  return true;
}

bool Parser::parse_command(const Token& command) {
  if (command.word == "delay") {
    if (!parse_expression()) return false;
    emit(Delay{}, command.place);
    return true;
  }
  if (command.word == "halt") {
    emit(Halt{}, command.place);
    return true;
  }
  if (command.word == "goto") return parse_goto(command);
  if (command.word == "if" || command.word == "while") return open_block(command);
  if (command.word == "endif" || command.word == "endwhile") return close_block(command);
  if (command.word == "transmit") return parse_transmit(command);
  if (command.word == "waitfor") return parse_waitfor(command);
  if (command.word == "set") return parse_set(command);
  if (command.word == "getip")
    return fail(command, "getip gives a value: write name = getip, or set ipaddr getip");
  if (command.word == "proc") return fail(command, "endproc is missing before the next proc");
  return fail(command, "no command begins with " + std::string(command.text));
}

// A label or an assignment.
bool Parser::parse_named(const Token& name) {
  if (accept(":")) {
    emit(Label{name.word}, name.place);
    return true;
  }
  if (accept("=")) {
    if (!parse_expression()) return false;
    emit(Store{name.word}, name.place);
    return true;
  }
  const std::string written(name.text);
  if (is_next("==")) return fail(peek(), "an assignment has one =: " + written + " = …");
  if (name.word == "else" || name.word == "elseif")
    return fail(name, "there is no " + written + "; write endif and an if for the other case");
  return fail(name, "there is no command " + printable(octets_of(written), 32) +
                        command_suggestion(name.word) +
                        " (a label has : behind it, an assignment =)");
}

bool Parser::parse_goto(const Token& command) {
  const auto label = take_name("label");
  if (!label) return false;
  emit(Jump{*label}, command.place);
  return true;
}

bool Parser::open_block(const Token& keyword) {
  if (blocks_.size() == kDeepestBlocks)
    return fail(keyword, "blocks are nested at most 64 deep; use a label and goto");
  auto& code = procedures_.back().code;
  const std::size_t start = code.size();
  const bool is_if = keyword.word == "if";
  if (!parse_expression()) return false;
  if (!expect(is_if ? "then" : "do",
              is_if ? "after the condition of if" : "after the condition of while"))
    return false;
  blocks_.push_back({is_if ? "if" : "while", keyword.place, start, code.size()});
  emit(JumpUnless{is_if ? "if" : "while"}, keyword.place);
  return true;
}

bool Parser::close_block(const Token& keyword) {
  const std::string_view opening = keyword.word == "endif" ? "if" : "while";
  if (blocks_.empty())
    return fail(keyword, "there is no " + std::string(opening) + " that this would end");
  if (blocks_.back().keyword != opening) return check_closed(keyword);
  const Block block = blocks_.back();
  blocks_.pop_back();
  if (opening == "while") emit(Jump{{}, block.start}, keyword.place);
  auto& code = procedures_.back().code;
  std::get<JumpUnless>(code[block.branch].action).target = code.size();
  return true;
}

bool Parser::check_closed(const Token& end) {
  if (blocks_.empty()) return true;
  const Block& open = blocks_.back();
  return fail(end, "end" + std::string(open.keyword) + " is missing before this, for the " +
                       std::string(open.keyword) + " of line " + std::to_string(open.place.line));
}

bool Parser::parse_transmit(const Token& command) {
  if (!parse_expression()) return false;
  const bool is_raw = accept(",");
  if (is_raw && !expect("raw", "after the comma")) return false;
  emit(Transmit{is_raw}, command.place);
  return true;
}

bool Parser::parse_waitfor(const Token& command) {
  WaitFor wait{};
  do {
    if (!parse_case(wait.cases)) return false;
  } while (accept(","));
  wait.has_limit = accept("until");
  if (wait.has_limit && !parse_expression()) return false;
  emit(std::move(wait), command.place);
  return true;
}

bool Parser::parse_case(std::vector<WaitCase>& cases) {
  WaitCase wanted{.matches_case = false, .then = std::nullopt, .place = peek().place};
  if (cases.size() == kMostCases) return fail(peek(), "waitfor takes at most 64 strings");
  if (!parse_expression()) return false;
  if (is_next(",") && tokens_[at_ + 1].word == "matchcase") {
    at_ += 2;
    wanted.matches_case = true;
  }
  if (accept("then")) {
    wanted.place = peek().place;
    const auto label = take_name("label");
    if (!label) return false;
    wanted.then = Jump{*label};
  }
  cases.push_back(std::move(wanted));
  return true;
}

const Token& Parser::take() {
  const Token& token = tokens_[at_];
  if (token.kind != Token::Kind::kEnd) ++at_;
  return token;
}

bool Parser::accept(std::string_view word) {
  if (!is_next(word)) return false;
  take();
  return true;
}

bool Parser::expect(std::string_view word, std::string_view why) {
  if (accept(word)) return true;
  return fail(peek(),
              "write " + std::string(word) + " " + std::string(why) + "; " + described(peek()));
}

std::optional<std::string> Parser::take_name(std::string_view kind) {
  const Token& token = take();
  if (token.kind == Token::Kind::kWord && !is_reserved(token.word)) return token.word;
  const std::string wanted = "the name of a " + std::string(kind) + " is expected; ";
  fail(token, token.kind == Token::Kind::kWord
                  ? wanted + std::string(token.text) + " is reserved, choose another"
                  : wanted + described(token));
  return std::nullopt;
}

void Parser::emit(Action action, Place place) {
  procedures_.back().code.push_back({std::move(action), place});
}

bool Parser::fail(const Token& token, std::string message) {
  error_ = error_at(token.place, std::move(message));
  return false;
}

}  // namespace dial::script::scp
