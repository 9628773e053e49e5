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
  if (globals.json) {
    write_out(connections_json(*connections));
    return ExitStatus::kOk;
  }
  std::vector<std::string> owners;
  for (const ConnectionStatus& status : *connections)
    owners.push_back(user_name(status.owner));
  write_out(render_connections(*connections, owners));
  return ExitStatus::kOk;
}

}  // namespace dial::cli
