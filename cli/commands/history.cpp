#include "cli/ask_daemon.hpp"
#include "cli/clock.hpp"
#include "cli/commands/operation.hpp"
#include "cli/json_document.hpp"
#include "cli/output.hpp"
#include "cli/render_history.hpp"
#include "cli/users.hpp"

namespace dial::cli {

ExitStatus history(const Globals& globals, const HistoryArguments& arguments) {
  const auto reply = ask_daemon(globals, "History", rpc::to_json(arguments));
  if (!reply) return fail(globals, reply.error());
  const auto told = rpc::from_json<rpc::HistoryReply>(*reply);
  if (!told) return fail(globals, told.error());
  if (globals.json) {
    write_out(json_document(rpc::to_json(*told)));
    return ExitStatus::kOk;
  }
  std::vector<PastLine> lines;
  lines.reserve(told->connections.size());
  for (const rpc::PastConnection& past : told->connections)
    lines.push_back({past, local_time(past.started), user_name(past.owner)});
  write_out(render_history(lines));
  return ExitStatus::kOk;
}

}  // namespace dial::cli
