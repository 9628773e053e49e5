// Works without a daemon: what is wrong in a file can be known before it is installed.
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "cli/render.hpp"
#include "cli/text.hpp"
#include "profile/profile.hpp"

namespace dial::cli {
namespace {

constexpr std::uintmax_t kLargest = 1 << 20;  // octets; no profile is near it

// The text, or why it cannot be read.
std::expected<std::string, std::string> read_file(const std::string& file) {
  std::error_code problem;
  const bool regular = std::filesystem::is_regular_file(file, problem);
  if (problem) return std::unexpected(problem.message());
  if (!regular) return std::unexpected("is no regular file");
  if (std::filesystem::file_size(file, problem) > kLargest) return std::unexpected("is too large");
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::unexpected(std::generic_category().message(errno));
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

std::string joined(const std::vector<profile::Diagnostic>& diagnostics) {
  std::string text;
  for (const auto& diagnostic : diagnostics)
    text += (text.empty() ? "" : "\n") + profile::to_string(diagnostic);
  return text;
}

// As diald would list it; `problem` has a line for each mistake.
ProfileInfo check(const std::string& file) {
  const std::filesystem::path path(file);
  ProfileInfo info{
      .name = path.stem().string(), .file = file, .device = {}, .number = {}, .problem = {}};
  if (const auto problem = profile::entry_name_problem(info.name); !problem.empty()) {
    info.problem = file + ": " + problem;
    return info;
  }
  if (path.extension() != ".toml") {
    info.problem = file + ": diald reads files named NAME.toml only";
    return info;
  }
  const auto text = read_file(file);
  if (!text) {
    info.problem = file + ": " + text.error();
    return info;
  }
  const auto parsed = profile::parse_profile(*text, file);
  if (!parsed) {
    info.problem = joined(parsed.error());
    return info;
  }
  info.device = parsed->line.device;
  info.number = parsed->number;
  return info;
}

}  // namespace

ExitStatus profile_check(const Globals& globals, const std::vector<std::string>& files) {
  std::vector<ProfileInfo> profiles;
  bool all_well = true;
  for (const std::string& file : files) {
    profiles.push_back(check(file));
    const std::string& problem = profiles.back().problem;
    all_well = all_well && problem.empty();
    if (globals.json) continue;
    write_out(problem.empty() ? terminal_safe(file) + ": ok\n"
                              : terminal_safe_lines(problem) + "\n");
  }
  if (globals.json) write_out(profiles_json(profiles));
  return all_well ? ExitStatus::kOk : ExitStatus::kConfiguration;
}

}  // namespace dial::cli
