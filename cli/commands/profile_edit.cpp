// Changes of the phone book, which the manager makes: in place, and only where the caller may.

#include <unistd.h>

#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "cli/prompt.hpp"
#include "cli/properties.hpp"

namespace dial::cli {
namespace {

Error wrong(std::string context) {
  return {ErrorCode::kInvalidParameter, Layer::kConfiguration, std::move(context), "", 0};
}

// Connects, does `work`, and says what became of it.
template <class Work>
ExitStatus with_dialer(const Globals& globals, Work work) {
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return fail(globals, dialer.error());
  const Result<> done = work(*dialer);
  return done ? ExitStatus::kOk : fail(globals, done.error());
}

// Nothing echoes a password that comes through a pipe, and getpass() does not on a terminal.
std::optional<std::string> read_password(bool from_input) {
  if (from_input) return read_line_of_input();
  char* typed = getpass("new password: ");
  if (typed == nullptr) return std::nullopt;
  return std::string(typed);
}

}  // namespace

ExitStatus profile_properties(const Globals& globals, const std::string& name) {
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return fail(globals, dialer.error());
  const auto properties = dialer->entry_properties(name);
  if (!properties) return fail(globals, properties.error());
  write_out(globals.json ? properties_json(*properties) : render_properties(*properties));
  return ExitStatus::kOk;
}

ExitStatus profile_set(const Globals& globals, const std::string& name,
                       const std::vector<std::string>& assignments, EntryMode mode) {
  PropertyChanges changes;
  for (const std::string& assignment : assignments) {
    auto property = parse_assignment(assignment);
    if (!property) return fail(globals, wrong(property.error()));
    changes.insert_or_assign(property->first, std::move(property->second));
  }
  return with_dialer(
      globals, [&](Dialer& dialer) { return dialer.set_entry_properties(name, changes, mode); });
}

ExitStatus profile_unset(const Globals& globals, const std::string& name,
                         const std::vector<std::string>& keys) {
  PropertyChanges changes;
  for (const std::string& key : keys)
    changes.emplace(key, std::nullopt);
  return with_dialer(globals, [&](Dialer& dialer) {
    return dialer.set_entry_properties(name, changes, EntryMode::kChange);
  });
}

ExitStatus profile_rename(const Globals& globals, const std::string& from, const std::string& to) {
  return with_dialer(globals, [&](Dialer& dialer) { return dialer.rename_entry(from, to); });
}

ExitStatus profile_delete(const Globals& globals, const std::string& name) {
  return with_dialer(globals, [&](Dialer& dialer) { return dialer.delete_entry(name); });
}

ExitStatus profile_credentials(const Globals& globals, const CredentialsArguments& arguments) {
  NewCredentials wanted{.user = arguments.user, .password = {}, .token = {}};
  if (arguments.forget) {
    wanted.password = "";
  } else if (arguments.password_stdin || !arguments.user) {
    wanted.password = read_password(arguments.password_stdin);
    if (!wanted.password || wanted.password->empty())
      return fail(globals, wrong("no password was given; --forget deletes the stored one"));
  }
  return with_dialer(
      globals, [&](Dialer& dialer) { return dialer.set_credentials(arguments.name, wanted); });
}

ExitStatus devices(const Globals& globals) {
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return fail(globals, dialer.error());
  const auto found = dialer->devices();
  if (!found) return fail(globals, found.error());
  write_out(globals.json ? devices_json(*found) : render_devices(*found));
  return ExitStatus::kOk;
}

}  // namespace dial::cli
