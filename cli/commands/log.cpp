#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "cli/render_script.hpp"

namespace dial::cli {

ExitStatus log(const Globals& globals, const std::string& target) {
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return fail(globals, dialer.error());
  const auto connection = find_connection(*dialer, target);
  if (!connection) return fail(globals, connection.error());
  const auto dialogue = dialer->dialogue(connection->id);
  if (!dialogue) return fail(globals, dialogue.error());
  write_out(globals.json ? dialogue_json(*dialogue) : render_dialogue(*dialogue));
  return ExitStatus::kOk;
}

}  // namespace dial::cli
