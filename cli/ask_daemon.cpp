#include "cli/ask_daemon.hpp"

#include <CLI/CLI.hpp>
#include <utility>

#include "rpc/client.hpp"
#include "rpc/messages.hpp"
#include "rpc/socket_path.hpp"

namespace dial::cli {

void require_daemon(const Globals& globals) {
  if (!globals.dialer.direct) return;
  throw CLI::ValidationError("--direct",
                             "goes with connect, profile, devices, import, export and script only");
}

Result<rpc::Json> ask_daemon(const Globals& globals, const std::string& method,
                             rpc::Json parameters) {
  rpc::BlockingClient client(rpc::socket_path(globals.dialer.socket));
  return client.call(
      {.method = std::string(rpc::kInterface) + "." + method, .parameters = std::move(parameters)});
}

}  // namespace dial::cli
