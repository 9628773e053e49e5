// Works without a daemon: what is wrong in a file can be known before it is installed.
#include "cli/commands/commands.hpp"
#include "cli/commands/profile_files.hpp"
#include "cli/output.hpp"
#include "cli/render.hpp"
#include "cli/schema.hpp"
#include "cli/text.hpp"
#include "dial/dialer.hpp"

namespace dial::cli {

ExitStatus profile_check(const Globals& globals, const std::vector<std::string>& files) {
  std::vector<ProfileInfo> profiles;
  bool all_well = true;
  for (const std::string& file : files) {
    profiles.push_back(check_profile(file));
    const std::string& problem = profiles.back().problem;
    all_well = all_well && problem.empty();
    if (globals.json) continue;
    write_out(problem.empty() ? terminal_safe(file) + ": ok\n"
                              : terminal_safe_lines(problem) + "\n");
  }
  if (globals.json) write_out(profiles_json(profiles));
  return all_well ? ExitStatus::kOk : ExitStatus::kConfiguration;
}

ExitStatus profile_schema_out() {
  write_out(profile_schema());
  return ExitStatus::kOk;
}

}  // namespace dial::cli
