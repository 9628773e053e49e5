#include <utility>

#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "cli/render.hpp"
#include "cli/target.hpp"
#include "cli/text.hpp"
#include "cli/users.hpp"

namespace dial::cli {

Result<ConnectionStatus> find_connection(Dialer& dialer, const std::string& target) {
  auto found = dialer.entry_status(target);
  const auto id = parse_id(target);
  const bool is_entry = found || found.error().code != ErrorCode::kCannotFindPhonebookEntry;
  return id && !is_entry ? dialer.status(*id) : found;
}

namespace {

Result<std::vector<ConnectionStatus>> wanted(Dialer& dialer, const std::string& target) {
  if (target.empty()) return dialer.connections();
  auto found = find_connection(dialer, target);
  if (!found) return std::unexpected(found.error());
  return std::vector{std::move(*found)};
}

void print(const Globals& globals, Dialer& dialer, const ConnectionStatus& status) {
  // A connection may end between the two questions.
  const auto counters = dialer.statistics(status.id);
  const Statistics* known = counters ? &*counters : nullptr;
  write_out(globals.json ? status_json(status, known)
                         : render_status(status, known, user_name(status.owner)));
}

void print_outlook(Dialer& dialer, const std::string& entry) {
  const auto sentences = dialer.explain(entry);
  if (!sentences) return;
  for (const std::string& sentence : *sentences)
    write_out("  " + terminal_safe(sentence) + "\n");
}

// What is down may be dialled again, or wait for a packet.
void print_what_follows(Dialer& dialer, const ConnectionStatus& status) {
  if (status.state == State::kDisconnected) print_outlook(dialer, status.entry);
}

void print_undialled(Dialer& dialer, const std::string& entry) {
  write_out(terminal_safe(entry) + ": has not been dialled yet\n");
  print_outlook(dialer, entry);
}

void print_waiting(Dialer& dialer) {
  const auto waiting = dialer.waiting();
  if (waiting) write_out(render_waiting(*waiting));
}

}  // namespace

ExitStatus status(const Globals& globals, const std::string& target) {
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return fail(globals, dialer.error());
  const auto connections = wanted(*dialer, target);
  // The entry is there: it has only not been dialled yet.
  if (!connections && connections.error().code == ErrorCode::kNoConnection &&
      connections.error().layer == Layer::kManager && !parse_id(target)) {
    if (!globals.json) print_undialled(*dialer, target);
    return ExitStatus::kOk;
  }
  if (!connections) return fail(globals, connections.error());
  if (connections->empty() && !globals.json) write_out("no connections\n");
  for (const ConnectionStatus& connection : *connections) {
    print(globals, *dialer, connection);
    if (!globals.json && !target.empty()) print_what_follows(*dialer, connection);
  }
  if (target.empty() && !globals.json) print_waiting(*dialer);
  return ExitStatus::kOk;
}

}  // namespace dial::cli
