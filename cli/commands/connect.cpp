// Dials and shows how it gets on, until the line is up; with --direct until it is down again.
#include <unistd.h>

#include <utility>

#include "base/wipe.hpp"
#include "cli/commands/commands.hpp"
#include "cli/foreground_dial.hpp"
#include "cli/output.hpp"
#include "cli/render.hpp"

namespace dial::cli {
namespace {

// Accepted is all there is to wait for: the daemon owns the dial.
ExitStatus dial_detached(const Globals& globals, DialParameters parameters) {
  parameters.detached = true;
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return fail(globals, dialer.error());
  const auto id = dialer->dial(parameters);
  wipe(parameters.password);
  if (!id) return fail(globals, id.error());
  if (!globals.json) {
    write_out(std::to_string(id->value) + "\n");
    return ExitStatus::kOk;
  }
  const auto status = dialer->status(*id);
  write_out(status_json(status ? *status : ConnectionStatus{.id = *id, .entry = parameters.entry},
                        nullptr));
  return ExitStatus::kOk;
}

}  // namespace

ExitStatus connect(const Globals& globals, const ConnectArguments& arguments) {
  DialParameters parameters;
  parameters.entry = arguments.entry;
  parameters.number = arguments.number;
  parameters.user = arguments.user;
  parameters.callback_number = arguments.callback_number;
  const bool from_terminal = arguments.password_stdin && isatty(STDIN_FILENO) == 1;
  if (arguments.password_stdin && (!from_terminal || arguments.no_wait || globals.json)) {
    auto password = read_line_of_input();
    if (!password) {
      return fail(globals, {ErrorCode::kInvalidParameter, Layer::kConfiguration,
                            "standard input has no password, or too long a one", "", 0});
    }
    parameters.password = std::move(*password);
  }
  if (arguments.no_wait) return dial_detached(globals, std::move(parameters));
  ForegroundDial dial(globals, std::move(parameters), arguments.told);
  return dial.run(from_terminal);
}

}  // namespace dial::cli
