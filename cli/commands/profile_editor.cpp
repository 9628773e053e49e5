// A profile in a person's editor: saved when it is good, and not lost when it is not.
#include "cli/commands/profile_files.hpp"
#include "cli/editor.hpp"
#include "cli/output.hpp"
#include "cli/person.hpp"

namespace dial::cli {
namespace {

// The copy stays, and its place is told.
ExitStatus keep(const Globals& globals, EditedCopy& copy, Error error) {
  copy.keep();
  error.context += (error.context.empty() ? "" : "\n") + std::string("what you wrote is in ") +
                   copy.file() + ", and the profile is as it was";
  return fail(globals, error);
}

// What was wrong in the text can be mended in it; all else cannot.
bool is_about_text(const Error& error) {
  return error.code == ErrorCode::kCannotLoadPhonebook || error.code == ErrorCode::kScriptSyntax ||
         (error.code == ErrorCode::kAccessDenied && error.layer == Layer::kConfiguration);
}

bool edits_again(const Error& error) {
  if (!person_is_there() || !is_about_text(error)) return false;
  tell_person(describe(error));
  return confirm_with_person("Edit it again", true).value_or(false);
}

}  // namespace

ExitStatus profile_in_editor(const Globals& globals, const std::string& name) {
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return fail(globals, dialer.error());
  const auto before = dialer->profile_text(name);
  if (!before) return fail(globals, before.error());
  auto copy = EditedCopy::make(name, *before);
  if (!copy) return fail(globals, copy.error());
  for (;;) {
    const auto edited = copy->edit();
    const auto text = copy->text();
    if (!text) return keep(globals, *copy, text.error());
    if (!edited && *text == *before) return fail(globals, edited.error());
    if (!edited) return keep(globals, *copy, edited.error());
    if (*text == *before) {
      tell_person("Nothing has changed.");
      return ExitStatus::kOk;
    }
    const auto saved = dialer->set_profile_text(name, *text, *before);
    if (saved) return ExitStatus::kOk;
    if (!edits_again(saved.error())) return keep(globals, *copy, saved.error());
  }
}

}  // namespace dial::cli
