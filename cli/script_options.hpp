#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "cli/commands/script.hpp"

namespace dial::cli {

struct ScriptArguments {
  ScriptCheckArguments check;
  ScriptRunArguments run;
  ScriptRecordArguments record;
};

// Declares `dialctl script` and its sub-commands; `run` becomes what was asked for. The arguments
// and the globals outlive the application.
void declare_script(CLI::App& app, const Globals& globals, ScriptArguments& arguments,
                    std::function<ExitStatus()>& run);

}  // namespace dial::cli
