// Works without a daemon and without a line: what is wrong in a script can be known before a dial.
#include <algorithm>

#include "cli/commands/script.hpp"
#include "cli/output.hpp"
#include "cli/render_script.hpp"
#include "sys/files.hpp"

namespace dial::cli {

script::Language language_of(const ScriptLanguage& chosen, const std::string& file) {
  const auto named = script::parse_language(chosen.name);
  return named.value_or(script::language_of_file(file));
}

ExitStatus script_check(const Globals& globals, const ScriptCheckArguments& arguments) {
  std::vector<CheckedScript> scripts;
  for (const std::string& file : arguments.files) {
    const auto text = sys::read_file(file);
    if (!text) return fail(globals, text.error());
    const script::Language language = language_of(arguments.language, file);
    scripts.push_back(
        {file, language,
         script::lint(language, file, *text, {.is_seven_bit = arguments.is_seven_bit})});
  }
  bool is_good = true;
  for (const CheckedScript& checked : scripts) {
    if (!globals.json) write_out(render_checked(checked));
    is_good = is_good && std::ranges::none_of(checked.remarks, [&](const script::Remark& remark) {
                return remark.is_error || arguments.is_strict;
              });
  }
  if (globals.json) write_out(checked_json(scripts));
  return is_good ? ExitStatus::kOk : ExitStatus::kConfiguration;
}

}  // namespace dial::cli
