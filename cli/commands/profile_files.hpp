#pragma once

#include <string>
#include <vector>

#include "cli/exit_status.hpp"
#include "cli/globals.hpp"

// Sub-commands about profiles as a person writes them. Main thread.
namespace dial::cli {

struct NewProfileArguments {
  std::string name;
  std::string kind;  // empty: asked for, else "telephone"
  std::vector<std::string> assignments;
  bool dry_run = false;
};
ExitStatus profile_new(const Globals& globals, const NewProfileArguments& arguments);

ExitStatus profile_in_editor(const Globals& globals, const std::string& name);
ExitStatus profile_schema_out();

}  // namespace dial::cli
