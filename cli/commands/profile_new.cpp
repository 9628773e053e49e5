// Makes a profile: asks a person what it needs, or takes it from the command line.
#include "cli/commands/profile_files.hpp"
#include "cli/output.hpp"
#include "cli/person.hpp"
#include "cli/properties.hpp"
#include "cli/text.hpp"
#include "profile/keys.hpp"
#include "profile/new_profile.hpp"
#include "profile/words.hpp"

namespace dial::cli {
namespace {

using profile::LinkClass;
using profile::Question;

Error wrong(std::string context) {
  return {ErrorCode::kInvalidParameter, Layer::kConfiguration, std::move(context), "", 0};
}

std::optional<LinkClass> kind_of(const std::string& word) {
  const auto words = profile::words_of(LinkClass{});
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == word) return static_cast<LinkClass>(i);
  }
  return std::nullopt;
}

// nullopt: the input has ended.
std::optional<LinkClass> ask_kind() {
  for (;;) {
    const auto answer =
        ask_person("What the line is: telephone, cellular, satellite, direct", "telephone");
    if (!answer) return std::nullopt;
    if (const auto kind = kind_of(*answer)) return kind;
    tell_person("That is none of the four.");
  }
}

// The answer to one question, which its key can have; nullopt: the input has ended.
std::optional<std::string> ask(const Question& question) {
  const profile::Key& key = *profile::find_key(question.key);
  for (;;) {
    const auto answer = ask_person(question.text, question.proposal);
    if (!answer || (answer->empty() && !question.is_required)) return answer;
    const auto problem = value_problem(key, *answer);
    if (problem.empty()) return answer;
    tell_person("`" + std::string(question.key) + "` " + problem);
  }
}

// Asks what the command line has not said. False: the input has ended.
bool ask_all(LinkClass kind, Properties& answers) {
  for (const Question& question : profile::questions(kind)) {
    const std::string key(question.key);
    if (answers.contains(key)) continue;
    auto answer = ask(question);
    if (!answer) return false;
    answers.emplace(key, std::move(*answer));
  }
  if (answers.contains("ip.default_route")) return true;
  const auto everything = confirm_with_person("Send everything through the line", true);
  if (everything) answers.emplace("ip.default_route", *everything);
  return everything.has_value();
}

std::string problems_text(const profile::ProfileEditFailure& failure) {
  std::string text;
  for (const auto& problem : failure.problems)
    text += (text.empty() ? "" : "\n") + to_string(problem);
  return text;
}

}  // namespace

ExitStatus profile_new(const Globals& globals, const NewProfileArguments& arguments) {
  Properties answers;
  for (const std::string& assignment : arguments.assignments) {
    auto property = parse_assignment(assignment);
    if (!property) return fail(globals, wrong(property.error()));
    answers.insert_or_assign(property->first, std::move(property->second));
  }
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer && !arguments.dry_run) return fail(globals, dialer.error());
  // Before anybody has answered a question for nothing.
  if (const auto free = dialer ? dialer->validate_entry_name(arguments.name) : Result<>(); !free)
    return fail(globals, free.error());

  const bool asks = person_is_there();
  auto kind = kind_of(arguments.kind.empty() ? "telephone" : arguments.kind);
  if (asks && arguments.kind.empty()) kind = ask_kind();
  if (!kind || (asks && !ask_all(*kind, answers))) {
    tell_person("No answer came, and nothing was made.");
    return ExitStatus::kInterrupted;
  }

  const auto text = profile::new_profile(*kind, answers);
  if (!text) return fail(globals, wrong(problems_text(text.error())));
  if (!arguments.dry_run) {
    const auto made = dialer->set_profile_text(arguments.name, *text, std::nullopt);
    if (!made) return fail(globals, made.error());
  }
  if (arguments.dry_run || !asks) {
    if (arguments.dry_run) write_out(terminal_safe_lines(*text));
    return ExitStatus::kOk;
  }
  tell_person("The profile is made. Its password: dialctl profile credentials " + arguments.name +
              "; to change it: dialctl profile edit " + arguments.name);
  return ExitStatus::kOk;
}

}  // namespace dial::cli
