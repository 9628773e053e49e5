#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "cli/render.hpp"
#include "cli/text.hpp"

namespace dial::cli {

ExitStatus profile_list(const Globals& globals) {
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return fail(globals, dialer.error());
  const auto profiles = dialer->profiles();
  if (!profiles) return fail(globals, profiles.error());
  write_out(globals.json ? profiles_json(*profiles) : render_profiles(*profiles));
  return ExitStatus::kOk;
}

ExitStatus profile_show(const Globals& globals, const std::string& name) {
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return fail(globals, dialer.error());
  const auto text = dialer->profile_text(name);
  if (!text) return fail(globals, text.error());
  write_out(globals.json ? profile_text_json(*text) : terminal_safe_lines(*text));
  return ExitStatus::kOk;
}

}  // namespace dial::cli
