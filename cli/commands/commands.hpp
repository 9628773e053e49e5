#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "cli/exit_status.hpp"
#include "cli/globals.hpp"
#include "dial/phone_book.hpp"

// The sub-commands: each does its work, prints what came of it and says how to exit. Main thread.
namespace dial::cli {

struct ConnectArguments {
  std::string entry;
  std::string number;
  std::string user;
  std::string callback_number;
  bool password_stdin = false;
  bool no_wait = false;
  // Hears what passes while a person has the line; the dial ends with that.
  std::function<void(bool is_typed, Octets octets)> told;
};
ExitStatus connect(const Globals& globals, const ConnectArguments& arguments);

// `target`: an entry's name, or the id of a connection.
ExitStatus disconnect(const Globals& globals, const std::string& target, bool force);
// By its name what is up, else the last that ended; by its id one that has ended, too.
Result<ConnectionStatus> find_connection(Dialer& dialer, const std::string& target);
ExitStatus status(const Globals& globals, const std::string& target);  // empty: all
// What an entry does next and why.
ExitStatus explain(const Globals& globals, const std::string& entry);
// What was said on the line before PPP, as script::parse_dialogue() reads it.
ExitStatus log(const Globals& globals, const std::string& target);
ExitStatus list(const Globals& globals);
ExitStatus watch(const Globals& globals);
ExitStatus profile_list(const Globals& globals);
ExitStatus profile_show(const Globals& globals, const std::string& name);

ExitStatus profile_properties(const Globals& globals, const std::string& name);
ExitStatus profile_set(const Globals& globals, const std::string& name,
                       const std::vector<std::string>& assignments, EntryMode mode);
ExitStatus profile_unset(const Globals& globals, const std::string& name,
                         const std::vector<std::string>& keys);
ExitStatus profile_rename(const Globals& globals, const std::string& from, const std::string& to);
ExitStatus profile_delete(const Globals& globals, const std::string& name);
struct CredentialsArguments {
  std::string name;
  std::optional<std::string> user;
  bool password_stdin = false;
  bool forget = false;
};
ExitStatus profile_credentials(const Globals& globals, const CredentialsArguments& arguments);
ExitStatus devices(const Globals& globals);

ExitStatus profile_check(const Globals& globals, const std::vector<std::string>& files);

// Reads with the rights of whoever runs dialctl; the daemon gets the finished profiles.
struct ImportArguments {
  std::vector<std::string> files;
  std::vector<std::string> names;  // of entries; empty: all
  std::string format;              // a word of profile::import_formats(); empty: by the file
  std::string device;              // where the file names none
  std::string root;                // before the paths that the file names
  std::string to;                  // a folder as /etc/dial is; empty: the manager's phone book
  bool dry_run = false;
  bool force = false;
};
ExitStatus import_entries(const Globals& globals, const ImportArguments& arguments);

struct ExportArguments {
  std::string name;
  std::string to;  // a folder as /etc is; empty: standard output
  bool force = false;
};
ExitStatus export_entry(const Globals& globals, const ExportArguments& arguments);

}  // namespace dial::cli
