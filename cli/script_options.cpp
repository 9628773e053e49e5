#include "cli/script_options.hpp"

namespace dial::cli {
namespace {

void declare_language(CLI::App& command, ScriptLanguage& language) {
  command.add_option("--language", language.name, "what the script is written in [by its ending]")
      ->check(CLI::IsMember({"chat", "scp", "lua"}));
}

void declare_variables(CLI::App& command, std::vector<std::string>& variables) {
  command
      .add_option("--variable", variables,
                  "one of the profile's [script.variables]; may be given several times")
      ->allow_extra_args(false)  // what follows may be a FILE
      ->option_text("NAME=VALUE");
}

void declare_run(CLI::App& script, ScriptRunArguments& run) {
  auto* runs = script.add_subcommand("run", "tries a script without a line, in no time");
  runs->add_option("FILE", run.file)->required();
  runs->add_option("--against", run.dialogue,
                   "what is said on the line: a file as `dialctl log` and `script record` make it")
      ->required()
      ->option_text("DIALOGUE");
  declare_language(*runs, run.language);
  runs->add_flag("--seven-bit", run.is_seven_bit, "bit 7 is dropped, as chat(8) does");
  runs->add_option("--user", run.user, "the user's name")->capture_default_str();
  runs->add_option("--number", run.number, "the number that was dialled");
  runs->add_option("--entry", run.entry, "the profile's name")->capture_default_str();
  runs->add_option("--device", run.device, "the profile's device")->capture_default_str();
  declare_variables(*runs, run.variables);
  runs->add_option("--answer", run.answers, "to what the script asks; may be given several times")
      ->allow_extra_args(false)
      ->option_text("TEXT");
  run.interpreter = DIAL_INTERPRETER;
  runs->add_option("--interpreter", run.interpreter, "dial-lua, which runs Lua scripts")
      ->capture_default_str();
}

void declare_record(CLI::App& script, ScriptRecordArguments& record) {
  auto* records = script.add_subcommand(
      "record", "writes down a login that you type; Ctrl-] ends it and hangs up");
  records
      ->add_option("DEVICE|ENTRY", record.target,
                   "a serial port, or a profile that has a terminal ([script] terminal)")
      ->required();
  records
      ->add_option("--output", record.output,
                   "the draft of a chat script; the dialogue goes to FILE.dialogue")
      ->required()
      ->option_text("FILE");
  records->add_option("--speed", record.speed, "of the device")->capture_default_str();
  records->add_flag("--force", record.force, "replaces what is there");
}

}  // namespace

void declare_script(CLI::App& app, const Globals& globals, ScriptArguments& arguments,
                    std::function<ExitStatus()>& run) {
  auto* script = app.add_subcommand("script", "login scripts: before they meet a line");
  script->require_subcommand(1);

  ScriptCheckArguments& check = arguments.check;
  auto* checks = script->add_subcommand("check", "says what is wrong, or hardly meant, in scripts");
  checks->add_option("FILE", check.files)->required();
  declare_language(*checks, check.language);
  checks->add_flag("--seven-bit", check.is_seven_bit, "bit 7 is dropped, as chat(8) does");
  declare_variables(*checks, check.variables);
  checks->add_flag("--strict", check.is_strict, "warnings count as errors");
  checks->callback([&] { run = [&] { return script_check(globals, check); }; });

  declare_record(*script, arguments.record);
  script->get_subcommand("record")->callback(
      [&] { run = [&] { return script_record(globals, arguments.record); }; });

  declare_run(*script, arguments.run);
  script->get_subcommand("run")->callback(
      [&] { run = [&] { return script_run(globals, arguments.run); }; });
}

}  // namespace dial::cli
