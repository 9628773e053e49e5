#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>

#include "daemon.hpp"
#include "options.hpp"

namespace {

// systemd adds the time itself; a person at a terminal wants to see it.
void set_up_log(const std::string& level) {
  spdlog::set_default_logger(spdlog::stderr_logger_st("diald"));
  const bool in_journal = std::getenv("JOURNAL_STREAM") != nullptr;
  spdlog::set_pattern(in_journal ? "%v" : "%Y-%m-%d %H:%M:%S.%e %l %v");
  spdlog::set_level(spdlog::level::from_str(level));
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = dial::daemon::parse_options(argc, argv);
  if (!options) return options.error();
  set_up_log(options->log_level);
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
    }
  }
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
  return status;
}
