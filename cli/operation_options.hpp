#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "cli/commands/operation.hpp"

namespace dial::cli {

struct OperationArguments {
  HistoryArguments history;
  MetricsArguments metrics;
  TopArguments top;
  std::string examined;  // an entry
};

// Declares what looks after a service that runs for long: `dialctl history`, `metrics`,
// `top`, `doctor`. `run`
// becomes what was asked for. The arguments and the globals outlive the application.
void declare_operation(CLI::App& app, const Globals& globals, OperationArguments& arguments,
                       std::function<ExitStatus()>& run);

}  // namespace dial::cli
