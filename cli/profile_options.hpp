#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "cli/commands/profile_files.hpp"

namespace dial::cli {

struct ProfileFilesArguments {
  NewProfileArguments made;
  std::string edited;
};

// Declares the sub-commands new, edit and schema of `dialctl profile`; `run` becomes what was asked
// for. The arguments and the globals outlive the application.
void declare_profile_files(CLI::App& profile, const Globals& globals,
                           ProfileFilesArguments& arguments, std::function<ExitStatus()>& run);

}  // namespace dial::cli
