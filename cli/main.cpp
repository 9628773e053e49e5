// dialctl: everything the connection manager can do, for people (--json for programs).
#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands/commands.hpp"
#include "cli/output.hpp"

namespace {

using namespace dial::cli;

struct Arguments {
  Globals globals;
  ConnectArguments connect;
  std::string target;
  std::string name;
  std::vector<std::string> files;
  bool force = false;
};

using Run = std::function<ExitStatus()>;

// A manager in this process has no connection but the one this process dials.
void require_daemon(const Globals& globals) {
  if (!globals.dialer.direct) return;
  throw CLI::ValidationError("--direct", "goes with connect and profile only");
}

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
  app.add_subcommand("list", "shows all connections, a line each")->callback(runs([&] {
    return dial::cli::list(globals);
  }));
  app.add_subcommand("watch", "shows every change, a line each, until interrupted")
      ->callback(runs([&] { return dial::cli::watch(globals); }));
}

void declare_profile(CLI::App& app, Arguments& arguments, Run& run) {
  const Globals& globals = arguments.globals;
  auto* profile = app.add_subcommand("profile", "the phone book");
  profile->require_subcommand(1);
  profile->add_subcommand("list", "the profiles, and what is wrong with them")->callback([&] {
    run = [&] { return profile_list(globals); };
  });
  auto* show = profile->add_subcommand("show", "a profile's text, secrets masked");
  show->add_option("NAME", arguments.name)->required();
  show->callback([&] { run = [&] { return profile_show(globals, arguments.name); }; });
  auto* check =
      profile->add_subcommand("check", "says what is wrong in profile files; needs no daemon");
  check->add_option("FILE", arguments.files)->required();
  check->callback([&] { run = [&] { return profile_check(globals, arguments.files); }; });
}

// What is wrong with the command line, in the form of every other error of dialctl.
std::string usage_error(const CLI::App* app, const CLI::Error& error) {
  return "dialctl: " + std::string(error.what()) + "\ntry: " + app->get_name() + " --help\n";
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
  declare_profile(app, arguments, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitStatus::kUsage);
  }
  return static_cast<int>(after_output(run()));
}
