#include "cli/render_move.hpp"

#include "cli/json_document.hpp"
#include "cli/text.hpp"
#include "rpc/messages.hpp"

namespace dial::cli {
namespace {

using rpc::Json;

std::string mode_text(const profile::ExportedFile& file) {
  return file.is_private ? "0600" : "0644";
}

}  // namespace

std::string render_note(const profile::ImportNote& note) {
  return "  " + terminal_safe(to_string(note)) + "\n";
}

std::string render_notes(const profile::Imported& imported, const std::string& entry) {
  std::string text;
  for (const profile::ImportNote& note : imported.notes) {
    if (note.entry == entry) text += render_note(note);
  }
  return text;
}

std::string render_dry_run(const ImportOutcome& outcome) {
  const std::string password =
      outcome.has_password ? "; its password goes to the secrets file" : "";
  return "# " + terminal_safe(outcome.profile->name) + ".toml" + password + "\n" +
         terminal_safe_lines(outcome.profile->text) + "\n";
}

std::string render_made(const ImportOutcome& outcome) {
  return terminal_safe(outcome.profile->name) +
         (outcome.has_password ? ": made, its password stored\n" : ": made\n");
}

std::string import_json(const std::string& file, const profile::Imported& imported,
                        const std::vector<ImportOutcome>& outcomes) {
  Json profiles = Json::array();
  for (const ImportOutcome& outcome : outcomes) {
    profiles.push_back({{"name", outcome.profile->name},
                        {"text", outcome.profile->text},
                        {"has_password", outcome.has_password},
                        {"made", outcome.is_made}});
  }
  Json notes = Json::array();
  for (const profile::ImportNote& note : imported.notes) {
    notes.push_back({{"kind", to_string(note.kind)},
                     {"entry", note.entry},
                     {"file", note.file},
                     {"line", note.line},
                     {"message", note.message}});
  }
  return json_document({{"file", file}, {"profiles", profiles}, {"notes", notes}});
}

std::string render_exported(const profile::ExportedFile& file) {
  return "==> " + terminal_safe(file.path) + " (mode " + mode_text(file) + ") <==\n" +
         terminal_safe_lines(file.text) + "\n";
}

std::string render_remarks(const profile::Exported& exported) {
  std::string text;
  for (const std::string& need : exported.needs)
    text += "needed: " + terminal_safe(need) + "\n";
  for (const profile::ExportNote& note : exported.notes)
    text += terminal_safe(to_string(note)) + "\n";
  return text;
}

std::string export_json(const profile::Exported& exported) {
  Json files = Json::array();
  for (const profile::ExportedFile& file : exported.files)
    files.push_back({{"path", file.path}, {"mode", mode_text(file)}, {"text", file.text}});
  Json notes = Json::array();
  for (const profile::ExportNote& note : exported.notes)
    notes.push_back({{"kind", to_string(note.kind)}, {"key", note.key}, {"message", note.message}});
  return json_document({{"files", files}, {"needs", exported.needs}, {"notes", notes}});
}

}  // namespace dial::cli
