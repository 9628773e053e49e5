#include "script/scp_script.hpp"

#include <iterator>
#include <utility>

#include "script/scp_checker.hpp"
#include "script/scp_parser.hpp"

namespace dial::script::scp {
namespace {

void append(std::vector<ParseError>& all, std::vector<ParseError> some) {
  all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
}

}  // namespace

std::expected<Script, std::vector<ParseError>> Script::parse(std::string_view text) {
  auto tokens = split_tokens(text);
  if (!tokens) return std::unexpected(std::vector{std::move(tokens.error())});
  auto procedures = Parser(std::move(*tokens)).parse();
  if (!procedures) return std::unexpected(std::vector{std::move(procedures.error())});

  std::vector<ParseError> errors;
  Script script;
  for (Procedure& procedure : *procedures) {
    Checker checker(procedure);
    checker.run();
    append(errors, checker.take_errors());
    append(script.warnings_, checker.take_warnings());
    if (procedure.name == "main") {
      script.main_ = std::move(procedure);
    } else {
      script.warnings_.push_back(
          error_at(procedure.place, "proc " + procedure.name + " never runs: nothing calls it"));
    }
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return script;
}

}  // namespace dial::script::scp
