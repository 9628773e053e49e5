#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "cli/render.hpp"
#include "cli/target.hpp"
#include "cli/users.hpp"

namespace dial::cli {
namespace {

// By its name what is up, else the last that ended; by its id one that has ended, too.
Result<std::vector<ConnectionStatus>> wanted(Dialer& dialer, const std::string& target) {
  auto connections = dialer.connections();
  if (!connections || target.empty()) return connections;
  if (const auto* found = find_entry(*connections, target)) return std::vector{*found};
  if (const auto id = parse_id(target)) {
    const auto status = dialer.status(*id);
    if (!status) return std::unexpected(status.error());
    return std::vector{*status};
  }
  const auto last = dialer.entry_status(target);
  if (!last) return std::unexpected(last.error());
  return std::vector{*last};
}

void print(const Globals& globals, Dialer& dialer, const ConnectionStatus& status) {
  // A connection may end between the two questions.
  const auto counters = dialer.statistics(status.id);
  const Statistics* known = counters ? &*counters : nullptr;
  write_out(globals.json ? status_json(status, known)
                         : render_status(status, known, user_name(status.owner)));
}

}  // namespace

ExitStatus status(const Globals& globals, const std::string& target) {
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return fail(globals, dialer.error());
  const auto connections = wanted(*dialer, target);
  if (!connections) return fail(globals, connections.error());
  if (connections->empty() && !globals.json) write_out("no connections\n");
  for (const ConnectionStatus& connection : *connections)
    print(globals, *dialer, connection);
  return ExitStatus::kOk;
}

}  // namespace dial::cli
