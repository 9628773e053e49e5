#include "cli/profile_options.hpp"

namespace dial::cli {

void declare_profile_files(CLI::App& profile, const Globals& globals,
                           ProfileFilesArguments& arguments, std::function<ExitStatus()>& run) {
  NewProfileArguments& made = arguments.made;
  auto* create = profile.add_subcommand("new", "asks the questions and makes a profile");
  create->add_option("NAME", made.name, "the profile's name")->required();
  create->add_option("KEY=VALUE", made.assignments, "what is not asked any more, as in number=555");
  create->add_option("--kind", made.kind, "what the line is [asked for, else telephone]")
      ->check(CLI::IsMember({"direct", "telephone", "cellular", "satellite"}));
  create->add_flag("--dry-run", made.dry_run, "only shows what would be made");
  create->callback([&] { run = [&] { return profile_new(globals, made); }; });

  auto* edit = profile.add_subcommand("edit", "opens a profile in $VISUAL or $EDITOR");
  edit->add_option("NAME", arguments.edited, "the profile's name")->required();
  edit->callback([&] { run = [&] { return profile_in_editor(globals, arguments.edited); }; });

  profile.add_subcommand("schema", "the keys of a profile as a JSON schema, for editors")
      ->callback([&] { run = profile_schema_out; });
}

}  // namespace dial::cli
