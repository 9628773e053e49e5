// Entries of other dialling programs. Their files are read here, with the caller's rights: the
// daemon could read more than the caller may see.
#include <algorithm>
#include <cerrno>

#include "cli/commands/commands.hpp"
#include "cli/import_target.hpp"
#include "cli/output.hpp"
#include "cli/render_move.hpp"
#include "profile/import/format.hpp"
#include "profile/import/text.hpp"
#include "sys/files.hpp"

namespace dial::cli {
namespace {

using profile::Imported;
using profile::NoteKind;

Error unusable(ErrorCode code, std::string context) {
  return {code, Layer::kConfiguration, std::move(context), "", 0};
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "" : ", ") + name;
  return text;
}

Result<Imported> read_entries(const ImportArguments& arguments) {
  auto file = sys::read_file(arguments.path);
  if (!file) {
    Error error = file.error();
    if (error.os_error == EACCES) error.code = ErrorCode::kAccessDenied;
    return std::unexpected(error);
  }
  const profile::WipedText text(std::move(*file));
  const auto format = arguments.format.empty() ? profile::detect_format(text.view(), arguments.path)
                                               : profile::parse_import_format(arguments.format);
  if (!format) {
    return std::unexpected(unusable(
        ErrorCode::kCannotLoadPhonebook,
        arguments.path + " looks like no file of wvdial, pppd, NetworkManager or Windows; if it is"
                         " one, say so with --format"));
  }
  const profile::ReadFile read_file = [&](const std::string& path) -> std::optional<std::string> {
    auto content = sys::read_file(arguments.root + path);
    if (!content) return std::nullopt;
    return std::move(*content);
  };
  const profile::ImportSource source{
      .text = text.view(), .file = arguments.path, .device = arguments.device};
  return profile::import_file(*format, source, read_file);
}

// Leaves the entries that were asked for; the names of those that were refused.
Result<std::vector<std::string>> choose(Imported& imported, const std::vector<std::string>& names) {
  std::vector<std::string> found;
  std::vector<std::string> refused;
  for (const profile::ImportedProfile& one : imported.profiles)
    found.push_back(one.name);
  for (const profile::ImportNote& note : imported.notes) {
    const bool is_known = std::ranges::find(found, note.entry) != found.end();
    if (note.kind != NoteKind::kRefused) continue;
    if (!is_known) found.push_back(note.entry);
    refused.push_back(note.entry);
  }
  for (const std::string& name : names) {
    if (std::ranges::find(found, name) == found.end())
      return std::unexpected(unusable(ErrorCode::kCannotFindPhonebookEntry,
                                      "no entry " + name + " among " + listed(found)));
  }
  const auto is_unwanted = [&](const std::string& name) {
    return !names.empty() && !name.empty() && std::ranges::find(names, name) == names.end();
  };
  std::erase_if(imported.profiles, [&](const auto& one) { return is_unwanted(one.name); });
  std::erase_if(imported.notes, [&](const auto& note) { return is_unwanted(note.entry); });
  std::erase_if(refused, is_unwanted);
  std::ranges::sort(refused);
  refused.erase(std::ranges::unique(refused).begin(), refused.end());
  return refused;
}

class Import {
 public:
  Import(const Globals& globals, const ImportArguments& arguments, const Imported& imported)
      : globals_(globals), arguments_(arguments), imported_(imported) {}

  // The first failure, if there was one: the others are tried all the same.
  ExitStatus run() {
    Result<std::unique_ptr<ImportTarget>> target;
    if (!arguments_.dry_run && !imported_.profiles.empty()) {
      target = arguments_.to.empty() ? phone_book_target(globals_, arguments_.force)
                                     : folder_target(arguments_.to, arguments_.force);
      if (!target) return fail(globals_, target.error());
    }
    for (const profile::ImportedProfile& one : imported_.profiles)
      take(one, target->get());
    finish();
    for (const Error& error : errors_)
      fail(globals_, error);
    return errors_.empty() ? ExitStatus::kOk : exit_status_of(errors_.front());
  }

 private:
  void take(const profile::ImportedProfile& one, ImportTarget* target) {
    const Secret* password = password_of(one);
    ImportOutcome outcome{.profile = &one, .has_password = password != nullptr};
    if (target != nullptr) {
      const Result<> made = target->put(one, password);
      outcome.is_made = made.has_value();
      if (!made) errors_.push_back(made.error());
    }
    outcomes_.push_back(outcome);
    if (globals_.json) return;
    if (target == nullptr) return write_out(render_dry_run(outcome));
    if (outcome.is_made) write_out(render_made(outcome) + render_notes(imported_, one.name));
  }

  const Secret* password_of(const profile::ImportedProfile& one) const {
    // The importers call a secret as its entry.
    const auto found = imported_.secrets.find(one.name);
    return found == imported_.secrets.end() ? nullptr : &found->second;
  }

  // What belongs to no profile that was made.
  void finish() {
    if (globals_.json) return write_out(import_json(imported_, outcomes_));
    for (const profile::ImportNote& note : imported_.notes) {
      const auto is_its = [&](const auto& one) { return one.name == note.entry; };
      if (std::ranges::none_of(imported_.profiles, is_its)) write_out(render_note(note));
    }
  }

  const Globals& globals_;
  const ImportArguments& arguments_;
  const Imported& imported_;
  std::vector<ImportOutcome> outcomes_;
  std::vector<Error> errors_;
};

}  // namespace

ExitStatus import_entries(const Globals& globals, const ImportArguments& arguments) {
  auto imported = read_entries(arguments);
  if (!imported) return fail(globals, imported.error());
  const auto refused = choose(*imported, arguments.names);
  if (!refused) return fail(globals, refused.error());
  const ExitStatus status = Import(globals, arguments, *imported).run();
  if (refused->empty()) return status;
  const std::string names = refused->front().empty() ? arguments.path : listed(*refused);
  const ExitStatus refusal = fail(globals, unusable(ErrorCode::kCannotLoadPhonebook,
                                                    "not imported, as the notes say: " + names));
  return status == ExitStatus::kOk ? refusal : status;
}

}  // namespace dial::cli
