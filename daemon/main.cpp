#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdlib>

#include "daemon.hpp"
#include "journal.hpp"
#include "options.hpp"

int main(int argc, char** argv) {
  const auto options = dial::daemon::parse_options(argc, argv);
  if (!options) return options.error();
  dial::daemon::set_up_log(options->log_level);
  std::signal(SIGPIPE, SIG_IGN);

  uv_loop_t loop;
  uv_loop_init(&loop);
  int status = 0;
  {
    dial::daemon::Daemon daemon(&loop, *options,
                                [&] { return dial::daemon::read_options_again(argc, argv); });
    if (const auto started = daemon.start(); !started) {
      spdlog::error("{}", dial::describe(started.error()));
      status = 1;
    } else {
      uv_run(&loop, UV_RUN_DEFAULT);
      // The last replies are on their way to the clients.
      uv_run(&loop, UV_RUN_NOWAIT);
      // No destructor may unlock, hang up or take anything back.
      if (daemon.is_handed_over()) std::_Exit(0);
    }
  }
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
  return status;
}
