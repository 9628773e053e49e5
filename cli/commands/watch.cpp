#include "cli/clock.hpp"
#include "cli/commands/commands.hpp"
#include "cli/event_loop.hpp"
#include "cli/output.hpp"
#include "cli/render.hpp"

namespace dial::cli {

ExitStatus watch(const Globals& globals) {
  EventLoop loop;
  auto dialer = Dialer::create(loop.get(), globals.dialer);
  if (!dialer) return fail(globals, dialer.error());
  bool interrupted = false;
  const Interrupts interrupts(loop.get(), [&] {
    interrupted = true;
    loop.stop();
  });
  Error end;
  const auto watching = dialer->watch([&](const WatchEvent& event) {
    if (event.kind == WatchEvent::Kind::kEnd) {
      end = event.status.error;
      return loop.stop();
    }
    write_out(globals.json ? change_json(event) : render_change(event, time_of_day()));
  });
  if (!watching) return fail(globals, watching.error());
  loop.run();
  if (interrupted) return ExitStatus::kInterrupted;
  return fail(globals, end);
}

}  // namespace dial::cli
