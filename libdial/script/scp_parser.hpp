#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "script/parse_error.hpp"
#include "script/scp_lexer.hpp"
#include "script/scp_program.hpp"

namespace dial::script::scp {

// Reads the grammar (ras.md 8.2) of a whole script, up to the first syntax error. What names and
// types mean is the checker's.
class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}
  // The procedures, one of which is main.
  std::expected<std::vector<Procedure>, ParseError> parse();

 private:
  // A block that is open, and what must be completed at its end.
  struct Block {
    std::string_view keyword;  // if or while
    Place place;
    std::size_t start;   // of its condition
    std::size_t branch;  // the JumpUnless behind that
  };

  // Those that return bool have set error_ when it is false.
  bool parse_procedure();
  bool parse_declaration(const Token& type);
  bool parse_statement();
  bool parse_command(const Token& command);
  bool parse_named(const Token& name);
  bool parse_goto(const Token& command);
  bool open_block(const Token& keyword);
  bool close_block(const Token& keyword);
  bool check_closed(const Token& end);
  bool parse_transmit(const Token& command);
  bool parse_waitfor(const Token& command);
  bool parse_case(std::vector<WaitCase>& cases);
  bool parse_set(const Token& command);
  bool parse_set_port(const Token& command);
  bool parse_set_screen(const Token& command);

  // scp_parse_expression.cpp
  bool parse_expression();
  bool parse_binary(int least_level);
  bool parse_unary();
  bool parse_primary();
  bool parse_parentheses();
  bool parse_get_ip();
  bool parse_system_variable();

  const Token& peek() const { return tokens_[at_]; }
  const Token& take();
  bool is_next(std::string_view word) const { return peek().word == word; }
  bool accept(std::string_view word);
  bool expect(std::string_view word, std::string_view why);
  std::optional<std::string> take_name(std::string_view kind);
  void emit(Action action, Place place);
  bool fail(const Token& token, std::string message);

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::vector<Procedure> procedures_;
  std::vector<Block> blocks_;
  std::size_t depth_ = 0;  // of parentheses and signs
  bool has_commands_ = false;
  ParseError error_;
};

// How a token is named in an error text.
std::string described(const Token& token);

}  // namespace dial::script::scp
