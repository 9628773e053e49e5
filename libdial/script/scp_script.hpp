#pragma once

#include <expected>
#include <string_view>
#include <vector>

#include "script/parse_error.hpp"
#include "script/scp_program.hpp"

namespace dial::script::scp {

// A parsed .scp script, the language of Windows dial-up networking: reference ras.md 8 has it, and
// docs/scp.md what is decided here where its document is silent. Immutable; may be shared.
class Script {
 public:
  // Checks all of it before anything is dialled: the grammar, every name, label and type, and what
  // constants come to. Of syntax errors there is one, the first; of errors of meaning up to 20, in
  // the order of their places. Never none.
  static std::expected<Script, std::vector<ParseError>> parse(std::string_view text);
  const Procedure& main() const { return main_; }
  // What is allowed and hardly meant.
  const std::vector<ParseError>& warnings() const { return warnings_; }

 private:
  Procedure main_;
  std::vector<ParseError> warnings_;
};

}  // namespace dial::script::scp
