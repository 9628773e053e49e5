#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "cli/render.hpp"
#include "cli/target.hpp"
#include "cli/users.hpp"

namespace dial::cli {
namespace {

// An id names one connection, of which one reference is released.
Result<Disconnected> release(Dialer& dialer, ConnectionId id, bool force) {
  if (const auto done = dialer.hang_up(id, force); !done) return std::unexpected(done.error());
  const auto status = dialer.status(id);
  return Disconnected{.closed = !status || status->state == State::kDisconnected, .holders = {}};
}

Result<Disconnected> let_go(Dialer& dialer, const std::string& target, bool force) {
  auto by_name = dialer.disconnect(target, force);
  const auto id = parse_id(target);
  const bool may_be_id = id && !by_name && by_name.error().code == ErrorCode::kPortNotOpen;
  return may_be_id ? release(dialer, *id, force) : by_name;
}

// What would come back by itself was hung up, and so it does not.
std::string what_follows(Dialer& dialer, const std::string& target) {
  auto waiting = dialer.waiting();
  if (!waiting) return {};
  std::erase_if(*waiting, [&](const WaitingEntry& one) { return one.entry != target; });
  return render_waiting(*waiting);
}

}  // namespace

ExitStatus disconnect(const Globals& globals, const std::string& target, bool force) {
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return fail(globals, dialer.error());
  const auto outcome = let_go(*dialer, target, force);
  if (!outcome) return fail(globals, outcome.error());
  if (globals.json) {
    write_out(disconnected_json(*outcome));
    return ExitStatus::kOk;
  }
  write_out(render_disconnected(target, outcome->closed, user_names(outcome->holders)));
  write_out(what_follows(*dialer, target));
  return ExitStatus::kOk;
}

}  // namespace dial::cli
