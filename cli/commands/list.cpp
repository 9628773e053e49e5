#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "cli/render.hpp"
#include "cli/users.hpp"

namespace dial::cli {

ExitStatus list(const Globals& globals) {
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return fail(globals, dialer.error());
  const auto connections = dialer->connections();
  if (!connections) return fail(globals, connections.error());
  const auto waiting = dialer->waiting();
  if (!waiting) return fail(globals, waiting.error());
  if (globals.json) {
    write_out(list_json(*connections, *waiting));
    return ExitStatus::kOk;
  }
  std::vector<std::string> owners;
  for (const ConnectionStatus& status : *connections)
    owners.push_back(user_name(status.owner));
  write_out(render_connections(*connections, owners) + render_waiting(*waiting));
  return ExitStatus::kOk;
}

}  // namespace dial::cli
