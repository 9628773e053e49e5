// dialctl: everything the connection manager can do, for people (--json for programs).
#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "cli/ask_daemon.hpp"
#include "cli/commands/commands.hpp"
#include "cli/completion.hpp"
#include "cli/operation_options.hpp"
#include "cli/output.hpp"
#include "cli/profile_options.hpp"
#include "cli/script_options.hpp"
#include "profile/import/format.hpp"

namespace {

using namespace dial::cli;

struct Arguments {
  Globals globals;
  ConnectArguments connect;
  std::string target;
  std::string name;
  std::string to;
  std::vector<std::string> files;
  std::vector<std::string> keys;
  CredentialsArguments credentials;
  ImportArguments imports;
  ExportArguments export_to;
  ProfileFilesArguments profile_files;
  ScriptArguments script;
  OperationArguments operation;
  bool properties = false;
  bool force = false;
};

using Run = std::function<ExitStatus()>;

CLI::Option* declare_globals(CLI::App& app, Arguments& arguments) {
  dial::DialerOptions& dialer = arguments.globals.dialer;
  app.set_version_flag("--version", "dialctl " DIAL_VERSION);
  app.add_flag("--json", arguments.globals.json, "answers as JSON, one document per line");
  auto* socket = app.add_option("--socket", dialer.socket,
                                "the daemon's socket [$DIAL_SOCKET, else /run/dial/diald.sock]");
  auto* direct =
      app.add_flag("--direct", dialer.direct,
                   "without a daemon: dial in this process, which stays in the foreground");
  auto* profiles =
      app.add_option("--profiles", dialer.profiles, "with --direct: the directory of *.toml");
  auto* secrets =
      app.add_option("--secrets", dialer.secrets,
                     "with --direct: the secrets file [secrets.toml beside the directory]");
  direct->needs(profiles)->excludes(socket);
  profiles->needs(direct);
  secrets->needs(direct);
  return direct;
}

void declare_connect(CLI::App& app, Arguments& arguments, CLI::Option* direct, Run& run) {
  ConnectArguments& connect = arguments.connect;
  auto* command = app.add_subcommand("connect", "dials an entry and waits until the line is up");
  command->add_option("ENTRY", connect.entry, "the profile's name")->required();
  command->add_option("--number", connect.number, "instead of the profile's");
  command->add_option("--user", connect.user, "instead of the profile's");
  command->add_option(
      "--callback-number", connect.callback_number,
      "where a far end that calls back is to call; \"*\" asks when it wants to know");
  command->add_flag("--password-stdin", connect.password_stdin,
                    "the first line of standard input is the password");
  auto* no_wait = command->add_flag("--no-wait", connect.no_wait,
                                    "leaves the dial to the daemon and prints its id");
  no_wait->excludes(direct);
  command->callback([&] { run = [&] { return dial::cli::connect(arguments.globals, connect); }; });
}

void declare_lines(CLI::App& app, Arguments& arguments, Run& run) {
  const Globals& globals = arguments.globals;
  const auto runs = [&globals, &run](Run command) {
    return [&globals, &run, command = std::move(command)] {
      require_daemon(globals);
      run = command;
    };
  };
  auto* disconnect =
      app.add_subcommand("disconnect", "releases a line; the last to do so hangs it up");
  disconnect->add_option("ENTRY|ID", arguments.target, "a profile's name, or a connection's id")
      ->required();
  disconnect->add_flag("--force", arguments.force, "hangs up whoever else holds the line");
  disconnect->callback(
      runs([&] { return dial::cli::disconnect(globals, arguments.target, arguments.force); }));
  auto* status = app.add_subcommand("status", "shows a connection, or all, in full");
  status->add_option("ENTRY|ID", arguments.target, "a profile's name, or a connection's id");
  status->callback(runs([&] { return dial::cli::status(globals, arguments.target); }));
  auto* explain = app.add_subcommand("explain", "says what an entry does next, and why");
  explain->add_option("ENTRY", arguments.target, "the profile's name")->required();
  explain->callback(runs([&] { return dial::cli::explain(globals, arguments.target); }));
  auto* log =
      app.add_subcommand("log", "shows what was said on the line before PPP, secrets masked");
  log->add_option("ENTRY|ID", arguments.target, "a profile's name, or a connection's id")
      ->required();
  log->callback(runs([&] { return dial::cli::log(globals, arguments.target); }));
  app.add_subcommand("list", "shows all connections, a line each")->callback(runs([&] {
    return dial::cli::list(globals);
  }));
  app.add_subcommand("watch", "shows every change, a line each, until interrupted")
      ->callback(runs([&] { return dial::cli::watch(globals); }));
}

CLI::App* declare_change(CLI::App& profile, const std::string& name, const std::string& what,
                         Arguments& arguments) {
  auto* command = profile.add_subcommand(name, what);
  command->add_option("NAME", arguments.name, "the profile's name")->required();
  return command;
}

void declare_profile_changes(CLI::App& profile, Arguments& arguments, Run& run) {
  const Globals& globals = arguments.globals;
  for (const auto& [word, what, mode] :
       {std::tuple("set", "changes keys, in place", dial::EntryMode::kChange),
        std::tuple("create", "makes a profile", dial::EntryMode::kCreate)}) {
    auto* command = declare_change(profile, word, what, arguments);
    command->add_option("KEY=VALUE", arguments.keys, "as in line.speed=9600")->required();
    command->callback([&, chosen = mode] {
      run = [&, chosen] { return profile_set(globals, arguments.name, arguments.keys, chosen); };
    });
  }
  auto* unset = declare_change(profile, "unset", "removes keys, so that defaults count", arguments);
  unset->add_option("KEY", arguments.keys)->required();
  unset->callback(
      [&] { run = [&] { return profile_unset(globals, arguments.name, arguments.keys); }; });
  auto* rename = declare_change(profile, "rename", "gives a profile another name", arguments);
  rename->add_option("NEW-NAME", arguments.to)->required();
  rename->callback(
      [&] { run = [&] { return profile_rename(globals, arguments.name, arguments.to); }; });
  declare_change(profile, "delete", "deletes a profile and its password", arguments)->callback([&] {
    run = [&] { return profile_delete(globals, arguments.name); };
  });
  auto* credentials = declare_change(profile, "credentials", "stores user and password", arguments);
  credentials->add_option("--user", arguments.credentials.user, "the user's name");
  auto* input = credentials->add_flag("--password-stdin", arguments.credentials.password_stdin,
                                      "the first line of standard input is the password");
  credentials->add_flag("--forget", arguments.credentials.forget, "deletes the stored password")
      ->excludes(input);
  credentials->callback([&] {
    arguments.credentials.name = arguments.name;
    run = [&] { return profile_credentials(globals, arguments.credentials); };
  });
}

void declare_moves(CLI::App& app, Arguments& arguments, Run& run) {
  ImportArguments& imports = arguments.imports;
  auto* in = app.add_subcommand("import", "makes profiles of what other dialling programs have");
  in->add_option("FILE", imports.files,
                 "wvdial.conf, a pppd peer, a keyfile of NetworkManager or a Windows phone book")
      ->required();
  in->add_option("--entry", imports.names, "this entry only; may be given more than once [all]")
      ->option_text("NAME")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  in->add_option("--format", imports.format, "what the file is [told by what stands in it]")
      ->check(CLI::IsMember(dial::profile::import_formats()));
  in->add_option("--device", imports.device, "the port, where the file names none");
  in->add_option("--root", imports.root, "where the files are that this one names, as in a backup");
  auto* dry = in->add_flag("--dry-run", imports.dry_run, "only shows what would be made");
  in->add_option("--to,--output", imports.to, "writes DIR/profiles/NAME.toml and DIR/secrets.toml")
      ->option_text("DIR")
      ->excludes(dry);
  in->add_flag("--force", imports.force, "replaces what is there");
  in->callback([&] { run = [&] { return import_entries(arguments.globals, imports); }; });

  ExportArguments& out = arguments.export_to;
  auto* command = app.add_subcommand("export", "shows a profile as files of pppd and chat");
  command->add_option("NAME", out.name, "the profile's name")->required();
  auto* to = command->add_option("--to,--output", out.to,
                                 "writes DIR/ppp/peers/NAME, DIR/chatscripts/NAME");
  to->option_text("DIR");
  command->add_flag("--force", out.force, "replaces what is there")->needs(to);
  command->callback([&] { run = [&] { return export_entry(arguments.globals, out); }; });
}

void declare_profile(CLI::App& app, Arguments& arguments, Run& run) {
  app.add_subcommand("devices", "the serial ports and modems of this machine")->callback([&] {
    run = [&] { return devices(arguments.globals); };
  });
  const Globals& globals = arguments.globals;
  auto* profile = app.add_subcommand("profile", "the phone book");
  profile->require_subcommand(1);
  profile->add_subcommand("list", "the profiles, and what is wrong with them")->callback([&] {
    run = [&] { return profile_list(globals); };
  });
  auto* show =
      profile->add_subcommand("show", "a profile's file as it stands, for those who may dial");
  show->add_option("NAME", arguments.name)->required();
  show->add_flag("--properties", arguments.properties, "as keys and values, defaults included");
  show->callback([&] {
    run = [&] {
      return arguments.properties ? profile_properties(globals, arguments.name)
                                  : profile_show(globals, arguments.name);
    };
  });
  auto* check =
      profile->add_subcommand("check", "says what is wrong in profile files; needs no daemon");
  check->add_option("FILE", arguments.files)->required();
  check->callback([&] { run = [&] { return profile_check(globals, arguments.files); }; });
  declare_profile_changes(*profile, arguments, run);
  declare_profile_files(*profile, globals, arguments.profile_files, run);
}

// What is wrong with the command line, in the form of every other error of dialctl.
std::string usage_error(const CLI::App* app, const CLI::Error& error) {
  std::string text = error.what();
  // CLI11 misses a subcommand before it looks at the word that stands in its place.
  const auto unknown = app->remaining(true);
  if (text.ends_with("subcommand is required") && !unknown.empty())
    text = "there is no command '" + unknown.front() + "'";
  return "dialctl: " + text + "\ntry: " + app->get_name() + " --help\n";
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  Run run;
  CLI::App app("Dials, shows and ends the connections of the connection manager diald.", "dialctl");
  app.failure_message(usage_error);
  app.require_subcommand(1);
  app.fallthrough();  // `dialctl status --json` is as good as `dialctl --json status`
  app.footer("\n" + exit_status_help());
  auto* direct = declare_globals(app, arguments);
  declare_connect(app, arguments, direct, run);
  declare_lines(app, arguments, run);
  declare_operation(app, arguments.globals, arguments.operation, run);
  declare_profile(app, arguments, run);
  declare_moves(app, arguments, run);
  declare_script(app, arguments.globals, arguments.script, run);
  if (argc > 1 && std::string_view(argv[1]) == kCompleteCommand) {
    print_completions(app, {argv + 2, argv + argc});
    return 0;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitStatus::kUsage);
  }
  return static_cast<int>(after_output(run()));
}
