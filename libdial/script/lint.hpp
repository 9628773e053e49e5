#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "script/language.hpp"
#include "script/parse_error.hpp"
#include "script/texts.hpp"

namespace dial::script {

struct Remark {
  ParseError what;
  bool is_error = false;  // the script cannot be used; else it can, and hardly does what is meant
};

struct LintOptions {
  bool is_seven_bit = false;  // Habits::is_seven_bit of a chat script
  Texts variables = {};       // of the profile; a Lua script is held to them if there are any
};

// What is wrong with a script, and what is hardly meant, by place: escapes that there are not,
// texts that can never come or lose to another, passwords in clear, waits that last longer than a
// script may. No remark repeats what may be a password. `name` is the file for texts.
std::vector<Remark> lint(Language language, const std::string& name, std::string_view text,
                         const LintOptions& options = {});

}  // namespace dial::script
