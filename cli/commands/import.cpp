// Entries of other dialling programs. Their files are read here, with the caller's rights: the
// daemon could read more than the caller may see.
#include <algorithm>
#include <cerrno>
#include <map>

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

// No profile is there yet, so that its check is no help: the text says what to do.
Error not_imported(std::string context) {
  return {ErrorCode::kCannotLoadPhonebook, Layer::kNone, std::move(context), "", 0};
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "" : ", ") + name;
  return text;
}

Result<Imported> read_entries(const ImportArguments& arguments, const std::string& path) {
  auto file = sys::read_file(path);
  if (!file) {
    Error error = file.error();
    if (error.os_error == EACCES) error.code = ErrorCode::kAccessDenied;
    return std::unexpected(error);
  }
  const profile::WipedText text(std::move(*file));
  const auto format = arguments.format.empty() ? profile::detect_format(text.view(), path)
                                               : profile::parse_import_format(arguments.format);
  if (!format) {
    return std::unexpected(
        not_imported(path +
                     " looks like no file of wvdial, pppd, NetworkManager or Windows; if it is"
                     " one, say so with --format"));
  }
  const profile::ReadFile read_file = [&](const std::string& named) -> std::optional<std::string> {
    auto content = sys::read_file(arguments.root + named);
    if (!content) return std::nullopt;
    return std::move(*content);
  };
  const profile::ImportSource source{.text = text.view(), .file = path, .device = arguments.device};
  return profile::import_file(*format, source, read_file);
}

// Before anything is written. An entry of the same name in two files would take the other's place.
Result<std::vector<Imported>> read_all(const ImportArguments& arguments) {
  std::vector<Imported> all;
  std::map<std::string, std::string> files;
  for (const std::string& path : arguments.files) {
    auto imported = read_entries(arguments, path);
    if (!imported) return std::unexpected(imported.error());
    for (const profile::ImportedProfile& one : imported->profiles) {
      const auto [first, is_new] = files.emplace(one.name, path);
      if (is_new) continue;
      return std::unexpected(unusable(ErrorCode::kAlreadyExists,
                                      one.name + " is in " + first->second + " and in " + path +
                                          ": import them one at a time, into different folders"));
    }
    all.push_back(std::move(*imported));
  }
  return all;
}

std::vector<std::string> refused_names(const Imported& imported) {
  std::vector<std::string> names;
  for (const profile::ImportNote& note : imported.notes) {
    if (note.kind == NoteKind::kRefused) names.push_back(note.entry);
  }
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

// Leaves the entries that were asked for.
Result<> choose(std::vector<Imported>& all, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return {};
  std::vector<std::string> found;
  for (const Imported& imported : all) {
    for (std::string& name : refused_names(imported))
      found.push_back(std::move(name));
    for (const profile::ImportedProfile& one : imported.profiles)
      found.push_back(one.name);
  }
  for (const std::string& name : wanted) {
    if (std::ranges::find(found, name) == found.end())
      return std::unexpected(unusable(ErrorCode::kCannotFindPhonebookEntry,
                                      "no entry " + name + " among " + listed(found)));
  }
  const auto is_unwanted = [&](const std::string& name) {
    return !name.empty() && std::ranges::find(wanted, name) == wanted.end();
  };
  for (Imported& imported : all) {
    std::erase_if(imported.profiles, [&](const auto& one) { return is_unwanted(one.name); });
    std::erase_if(imported.notes, [&](const auto& note) { return is_unwanted(note.entry); });
  }
  return {};
}

// One file.
class Import {
 public:
  Import(const Globals& globals, const std::string& file, const Imported& imported)
      : globals_(globals), file_(file), imported_(imported) {}

  // All are tried, whatever became of the one before. `target` null: they are only shown.
  void run(ImportTarget* target) {
    for (const profile::ImportedProfile& one : imported_.profiles)
      take(one, target);
    finish();
  }
  const std::vector<Error>& errors() const { return errors_; }

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

  // Those that belong to no profile that was made.
  void show_other_notes() const {
    for (const profile::ImportNote& note : imported_.notes) {
      const auto is_its = [&](const auto& one) { return one.name == note.entry; };
      if (std::ranges::none_of(imported_.profiles, is_its)) write_out(render_note(note));
    }
  }

  void finish() {
    globals_.json ? write_out(import_json(file_, imported_, outcomes_)) : show_other_notes();
    if (const auto names = refused_names(imported_); !names.empty()) {
      const std::string what = names.front().empty() ? file_ : listed(names);
      errors_.push_back(not_imported("not imported, as the notes say: " + what));
    }
  }

  const Globals& globals_;
  const std::string& file_;
  const Imported& imported_;
  std::vector<ImportOutcome> outcomes_;
  std::vector<Error> errors_;
};

Result<std::unique_ptr<ImportTarget>> target_of(const Globals& globals,
                                                const ImportArguments& arguments) {
  if (arguments.dry_run) return nullptr;
  return arguments.to.empty() ? phone_book_target(globals, arguments.force)
                              : folder_target(arguments.to, arguments.force);
}

}  // namespace

// The exit status is that of the first failure.
ExitStatus import_entries(const Globals& globals, const ImportArguments& arguments) {
  auto all = read_all(arguments);
  if (!all) return fail(globals, all.error());
  if (const auto chosen = choose(*all, arguments.names); !chosen)
    return fail(globals, chosen.error());
  const auto target = target_of(globals, arguments);
  if (!target) return fail(globals, target.error());
  std::vector<Error> errors;
  for (std::size_t i = 0; i < all->size(); ++i) {
    Import import(globals, arguments.files[i], (*all)[i]);
    import.run(target->get());
    errors.insert(errors.end(), import.errors().begin(), import.errors().end());
  }
  for (const Error& error : errors)
    fail(globals, error);
  return errors.empty() ? ExitStatus::kOk : exit_status_of(errors.front());
}

}  // namespace dial::cli
