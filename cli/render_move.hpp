#pragma once

#include <string>
#include <vector>

#include "profile/export/exported.hpp"
#include "profile/import/imported.hpp"

// What an import or an export came to, as text or JSON. Pure; any thread; safe for a terminal. No
// password is in any of it.
namespace dial::cli {

// One entry of an import.
struct ImportOutcome {
  const profile::ImportedProfile* profile = nullptr;
  bool has_password = false;
  bool is_made = false;  // false: nothing was asked to be written, or it failed
};

std::string render_note(const profile::ImportNote& note);
// The notes of one entry, a line each.
std::string render_notes(const profile::Imported& imported, const std::string& entry);
// The file that the profile would be, under a heading that is a comment.
std::string render_dry_run(const ImportOutcome& outcome);
std::string render_made(const ImportOutcome& outcome);

std::string import_json(const std::string& file, const profile::Imported& imported,
                        const std::vector<ImportOutcome>& outcomes);

std::string render_exported(const profile::ExportedFile& file);  // under its path and mode
// What has to be added by hand, and what could not be kept.
std::string render_remarks(const profile::Exported& exported);
std::string export_json(const profile::Exported& exported);

}  // namespace dial::cli
