#include "cli/ask_daemon.hpp"
#include "cli/commands/operation.hpp"
#include "cli/json_document.hpp"
#include "cli/output.hpp"
#include "sys/replace_file.hpp"

namespace dial::cli {
namespace {

constexpr mode_t kMode = 0644;  // node_exporter is another user

}  // namespace

ExitStatus metrics(const Globals& globals, const MetricsArguments& arguments) {
  const auto reply = ask_daemon(globals, "Metrics", rpc::Json::object());
  if (!reply) return fail(globals, reply.error());
  const auto told = rpc::from_json<rpc::MetricsReply>(*reply);
  if (!told) return fail(globals, told.error());
  if (!arguments.output.empty()) {
    const auto written = sys::replace_file(arguments.output, told->text, kMode);
    return written ? ExitStatus::kOk : fail(globals, written.error());
  }
  write_out(globals.json ? json_document(rpc::to_json(*told)) : told->text);
  return ExitStatus::kOk;
}

}  // namespace dial::cli
