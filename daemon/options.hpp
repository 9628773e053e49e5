#pragma once

#include <expected>
#include <string>

#include "profile/number_rules.hpp"

namespace dial::daemon {

// What the command line and the configuration file say.
struct Options {
  std::string socket = "/run/dial/diald.sock";
  std::string profiles = "/etc/dial/profiles";
  std::string secrets;  // empty: secrets.toml beside the profiles directory
  std::string users = "/var/lib/dial/users";
  std::string state = "/var/lib/dial";  // what outlives diald; empty: nothing does
  std::string lock_directory = "/run/lock";
  std::string interpreter = {};                  // dial-lua; empty: the installed one
  std::string helper = "/run/dial-helper.sock";  // does what needs root; empty: we try
  std::string runtime_directory;                 // empty: where the socket is
  std::string hook_directory = "/etc/ppp";
  std::string resolv_conf = {};  // a file of the resolver's that may be written; empty: none
  std::string resolvconf = "/usr/sbin/resolvconf";
  std::string group = "dip";  // its members may dial, as root may
  bool everybody_may_look = true;
  std::string log_level = "info";
  profile::NumberRules numbers;  // [numbers], in the configuration file only
  // $CREDENTIALS_DIRECTORY: secrets that systemd handed over (LoadCredential=); empty: none.
  std::string credentials = {};
};

// Of what is kept in the state directory; empty: nothing is.
std::string state_file(const Options& options, const std::string& name);

// The options, or the exit status with which to leave at once (help, version, mistakes).
std::expected<Options, int> parse_options(int argc, char** argv);

// The same command line with the configuration file as it is now, or what is wrong with that.
std::expected<Options, std::string> read_options_again(int argc, char** argv);

// What differs and takes effect only when the daemon starts, by option: "--socket, --profiles".
std::string fixed_differences(const Options& running, const Options& wanted);

}  // namespace dial::daemon
