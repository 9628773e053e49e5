// An entry as files of pppd and chat. Its password stays where it is: nothing here asks for it.
#include <filesystem>
#include <system_error>

#include "cli/commands/commands.hpp"
#include "cli/free_files.hpp"
#include "cli/output.hpp"
#include "cli/render_move.hpp"
#include "cli/text.hpp"
#include "profile/properties_text.hpp"
#include "sys/replace_file.hpp"

namespace dial::cli {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kPrivate = 0600;
constexpr mode_t kPublic = 0644;

Error unusable(ErrorCode code, std::string context, int os_error = 0) {
  return {code, Layer::kConfiguration, std::move(context), "", os_error};
}

Result<profile::Profile> read_profile(const Globals& globals, const std::string& name) {
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return std::unexpected(dialer.error());
  auto properties = dialer->entry_properties(name);
  if (!properties) return std::unexpected(properties.error());
  properties->effective.erase("base");  // what it says is among them
  // "UID/name" is a user's entry, seen by root.
  auto parsed =
      profile::parse_profile(profile::properties_text(properties->effective), name + ".toml");
  if (parsed) return std::move(*parsed);
  return std::unexpected(
      unusable(ErrorCode::kCannotLoadPhonebook, to_string(parsed.error().front())));
}

// All or none: a peers file without its script dials nothing.
Result<> check_all_free(const profile::Exported& exported) {
  std::vector<std::string> paths;
  paths.reserve(exported.files.size());
  for (const profile::ExportedFile& file : exported.files)
    paths.push_back(file.path);
  return check_free(paths);
}

Result<> write_files(const profile::Exported& exported) {
  for (const profile::ExportedFile& file : exported.files) {
    std::error_code failed;
    const fs::path folder = fs::path(file.path).parent_path();
    fs::create_directories(folder, failed);
    if (failed) {
      return std::unexpected(unusable(ErrorCode::kCannotWritePhonebook,
                                      "making " + folder.string() + ": " + failed.message(),
                                      failed.value()));
    }
    const auto done = sys::replace_file(file.path, file.text, file.is_private ? kPrivate : kPublic);
    if (!done) return done;
  }
  return {};
}

}  // namespace

ExitStatus export_entry(const Globals& globals, const ExportArguments& arguments) {
  const auto found = read_profile(globals, arguments.name);
  if (!found) return fail(globals, found.error());
  const std::string etc =
      arguments.to.empty() ? "/etc" : fs::absolute(arguments.to).lexically_normal().string();
  const profile::Exported exported = profile::export_peer(*found, etc);
  if (exported.files.empty()) {
    return fail(globals, unusable(ErrorCode::kScriptSyntax,
                                  arguments.name + ": " + to_string(exported.notes.front())));
  }
  if (!arguments.to.empty()) {
    const auto is_free = arguments.force ? Result<>() : check_all_free(exported);
    const auto written = is_free ? write_files(exported) : is_free;
    if (!written) return fail(globals, written.error());
  }
  if (globals.json) {
    write_out(export_json(exported));
    return ExitStatus::kOk;
  }
  for (const profile::ExportedFile& file : exported.files)
    write_out(arguments.to.empty() ? render_exported(file) : terminal_safe(file.path) + "\n");
  if (!arguments.to.empty()) write_out(render_remarks(exported));
  return ExitStatus::kOk;
}

}  // namespace dial::cli
