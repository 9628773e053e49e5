// Works without a daemon and without a line: what is wrong in a script can be known before a dial.
#include <algorithm>

#include "cli/commands/script.hpp"
#include "cli/output.hpp"
#include "cli/render_script.hpp"
#include "cli/text.hpp"
#include "profile/keys.hpp"
#include "sys/files.hpp"

namespace dial::cli {

script::Language language_of(const ScriptLanguage& chosen, const std::string& file) {
  const auto named = script::parse_language(chosen.name);
  return named.value_or(script::language_of_file(file));
}

Result<script::Texts> variables_of(const std::vector<std::string>& assignments) {
  const profile::Key& key = *profile::find_key("script.variables");
  script::Texts variables;
  for (const std::string& each : assignments) {
    const std::size_t equals = std::min(each.find('='), each.size());
    const std::string name = each.substr(0, equals);
    const std::string value = each.substr(std::min(equals + 1, each.size()));
    std::string problem = equals == each.size() ? "is no NAME=VALUE" : key.name_problem(name);
    if (problem.empty()) problem = profile::value_problem(key, value);
    if (!problem.empty()) {
      return std::unexpected(Error{ErrorCode::kInvalidParameter, Layer::kConfiguration,
                                   "--variable: \"" + terminal_safe(name) + "\" " + problem});
    }
    variables.insert_or_assign(name, value);
  }
  return variables;
}

ExitStatus script_check(const Globals& globals, const ScriptCheckArguments& arguments) {
  const auto variables = variables_of(arguments.variables);
  if (!variables) return fail(globals, variables.error());
  std::vector<CheckedScript> scripts;
  for (const std::string& file : arguments.files) {
    const auto text = sys::read_file(file);
    if (!text) return fail(globals, text.error());
    const script::Language language = language_of(arguments.language, file);
    scripts.push_back(
        {file, language,
         script::lint(language, file, *text,
                      {.is_seven_bit = arguments.is_seven_bit, .variables = *variables})});
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
