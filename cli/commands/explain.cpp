#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "cli/render.hpp"
#include "cli/text.hpp"

namespace dial::cli {

ExitStatus explain(const Globals& globals, const std::string& entry) {
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return fail(globals, dialer.error());
  const auto sentences = dialer->explain(entry);
  if (!sentences) return fail(globals, sentences.error());
  if (globals.json) {
    write_out(explain_json(*sentences));
    return ExitStatus::kOk;
  }
  for (const std::string& sentence : *sentences)
    write_out(terminal_safe(sentence) + "\n");
  return ExitStatus::kOk;
}

}  // namespace dial::cli
