// diald with a far end that asks: what its dials meet is ScriptedFarEnd's.
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <filesystem>

#include "conformance/scripted_far_end.hpp"
#include "daemon/daemon.hpp"
#include "daemon/options.hpp"

int main(int argc, char** argv) {
  const auto options = dial::daemon::parse_options(argc, argv);
  if (!options) return options.error();
  spdlog::set_default_logger(spdlog::stderr_logger_st("diald"));
  spdlog::set_level(spdlog::level::debug);
  std::signal(SIGPIPE, SIG_IGN);
  uv_loop_t loop;
  uv_loop_init(&loop);
  bool is_started = false;
  {
    dial::daemon::Daemon daemon(&loop, *options);
    const auto directory = std::filesystem::path(options->profiles).parent_path();
    const auto far_end = std::make_shared<dial::conformance::ScriptedFarEnd>(
        daemon.manager(), (directory / "answers").string());
    static_cast<void>(daemon.manager().watch({.observer = far_end}));  // cannot be refused
    is_started = daemon.start().has_value();
    if (is_started) {
      uv_run(&loop, UV_RUN_DEFAULT);
      uv_run(&loop, UV_RUN_NOWAIT);
    }
  }
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
  return is_started ? 0 : 1;
}
