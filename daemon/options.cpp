#include "options.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "config_file.hpp"
#include "manager/phone_book.hpp"

namespace dial::daemon {
namespace {

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == path.npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// The table [numbers] is to CLI11 a subcommand, which nobody can give on the command line.
void declare_numbers(CLI::App& app, profile::NumberRules& rules) {
  auto* table = app.add_subcommand("numbers", "which numbers are dialled")->disabled()->group("");
  table->add_option("--allow", rules.allow);
  table->add_option("--deny", rules.deny);
  table->add_option("--countries", rules.countries);
  table->add_option("--outside-line", rules.outside_line);
  table->add_option("--country-code", rules.country_code);
  table->add_option("--long-distance-prefix", rules.long_distance_prefix);
  table->add_option("--international-prefix", rules.international_prefix);
}

// systemd.exec(5): with several directories they stand with colons between them.
std::string first_of(const char* directories) {
  const std::string_view all = directories == nullptr ? "" : directories;
  return std::string(all.substr(0, all.find(':')));
}

std::string told(const CLI::Error& error) {
  constexpr std::string_view kExtra = "INI was not able to parse ";
  std::string text = error.what();
  if (text.starts_with(kExtra))
    text = "there is no key `" + text.substr(kExtra.size()) + "` in the configuration";
  return text;
}

std::string usage_error(const CLI::App*, const CLI::Error& error) {
  return "diald: " + told(error) + "\ntry: diald --help\n";
}

void declare(CLI::App& app, Options& options) {
  if (auto first = first_of(std::getenv("STATE_DIRECTORY")); !first.empty())
    options.state = std::move(first);
  app.failure_message(usage_error);
  app.set_version_flag("--version", "diald " DIAL_VERSION);
  app.set_config("--config", "", "read options from this file (TOML, the names below)");
  app.config_formatter(std::make_shared<ConfigFile>());
  app.allow_config_extras(CLI::config_extras_mode::error);
  app.add_option("--socket", options.socket,
                 "Varlink socket to make (unless systemd hands one over)")
      ->capture_default_str();
  app.add_option("--profiles", options.profiles, "directory of NAME.toml profiles")
      ->capture_default_str();
  app.add_option("--secrets", options.secrets,
                 "secrets file, closed to all but its owner (default: secrets.toml beside the "
                 "profiles directory)");
  app.add_option("--user-directory", options.users,
                 "where users' own profiles and secrets are kept; empty: they have none")
      ->capture_default_str();
  app.add_option("--state-directory", options.state,
                 "where the history of connections, budgets and the like are kept; empty: they end "
                 "with diald (default: $STATE_DIRECTORY, else /var/lib/dial)");
  app.add_option("--interpreter", options.interpreter,
                 "dial-lua, which runs Lua login scripts [where it was installed]");
  app.add_option("--helper", options.helper,
                 "socket of dial-helper, which does what needs root; empty: diald itself tries to")
      ->capture_default_str();
  app.add_option("--lock-directory", options.lock_directory, "where UUCP lock files are made")
      ->capture_default_str();
  app.add_option("--runtime-directory", options.runtime_directory,
                 "where it is noted what is done to this machine, to be taken back after a crash, "
                 "and name servers are written (default: where the socket is)");
  app.add_option("--hook-directory", options.hook_directory,
                 "directory of ip-up.d and ip-down.d, whose programs run when a connection begins "
                 "and ends; empty: none do")
      ->capture_default_str();
  app.add_option("--resolvconf", options.resolvconf,
                 "resolvconf(8), told of name servers where systemd-resolved does not run")
      ->capture_default_str();
  app.add_option("--resolv-conf", options.resolv_conf,
                 "file of the resolver's that is written where neither is there, as "
                 "/etc/resolv.conf; empty: none is");
  app.add_option("--group", options.group, "group whose members may dial")->capture_default_str();
  app.add_option("--everybody-may-look", options.everybody_may_look,
                 "whether users outside the group may list and watch")
      ->capture_default_str();
  app.add_option("--log-level", options.log_level, "what to log")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->capture_default_str();
  declare_numbers(app, options.numbers);
}

constexpr auto kDescription = "diald: dials and keeps PPP connections for its clients";

// Throws CLI::ParseError.
void parse(CLI::App& app, Options& options, int argc, char** argv) {
  app.parse(argc, argv);
  if (const auto problem = rules_problem(options.numbers); !problem.empty())
    throw CLI::ValidationError("[numbers]", problem);
  if (options.secrets.empty()) options.secrets = manager::default_secrets(options.profiles);
  if (options.runtime_directory.empty()) options.runtime_directory = folder_of(options.socket);
  if (const char* directory = std::getenv("CREDENTIALS_DIRECTORY")) options.credentials = directory;
}

}  // namespace

std::string state_file(const Options& options, const std::string& name) {
  return options.state.empty() ? "" : options.state + "/" + name;
}

std::expected<Options, int> parse_options(int argc, char** argv) {
  Options options;
  CLI::App app{kDescription};
  declare(app, options);
  try {
    parse(app, options, argc, argv);
  } catch (const CLI::ParseError& error) {
    constexpr int kUsage = 2;
    return std::unexpected(app.exit(error) == 0 ? 0 : kUsage);
  }
  return options;
}

std::expected<Options, std::string> read_options_again(int argc, char** argv) {
  Options options;
  CLI::App app{kDescription};
  declare(app, options);
  try {
    parse(app, options, argc, argv);
  } catch (const CLI::ParseError& error) {
    return std::unexpected(told(error));
  }
  return options;
}

std::string fixed_differences(const Options& running, const Options& wanted) {
  std::string names;
  const auto compare = [&](const char* name, const std::string& old, const std::string& now) {
    if (old != now) names += (names.empty() ? "" : ", ") + std::string(name);
  };
  compare("--socket", running.socket, wanted.socket);
  compare("--profiles", running.profiles, wanted.profiles);
  compare("--secrets", running.secrets, wanted.secrets);
  compare("--state-directory", running.state, wanted.state);
  compare("--user-directory", running.users, wanted.users);
  compare("--helper", running.helper, wanted.helper);
  compare("--runtime-directory", running.runtime_directory, wanted.runtime_directory);
  compare("--hook-directory", running.hook_directory, wanted.hook_directory);
  compare("--resolv-conf", running.resolv_conf, wanted.resolv_conf);
  compare("--resolvconf", running.resolvconf, wanted.resolvconf);
  compare("--lock-directory", running.lock_directory, wanted.lock_directory);
  compare("--interpreter", running.interpreter, wanted.interpreter);
  return names;
}

}  // namespace dial::daemon
