#pragma once

#include <map>
#include <string>
#include <vector>

#include "dial/types.hpp"
#include "profile/profile.hpp"
#include "session/settings.hpp"

namespace dial::manager {

// Where the profiles and their secrets are.
struct PhoneBookFiles {
  std::string directory;  // every NAME.toml in it is an entry
  std::string secrets;    // the secrets file; read for each dial, so that a change counts at once
};

// Where the secrets are unless somebody says otherwise: secrets.toml beside the profiles directory.
std::string default_secrets(const std::string& directory);

// Everything one dial needs.
struct DialPlan {
  profile::Profile profile;  // line, network, limits
  session::Settings session;
};

// The entries of a directory. Loaded by load(), never behind the caller's back: a change on disk
// counts after the next load(). The loop's thread.
class PhoneBook {
 public:
  explicit PhoneBook(PhoneBookFiles files) : files_(std::move(files)) {}

  // Reads the directory anew. An entry that does not parse is kept with its problem, and no other
  // entry suffers. Fails only if the directory cannot be read; the old entries stay then.
  Result<> load();

  std::vector<ProfileInfo> entries() const;
  // What load() would make of one file, wherever it is; `problem` has a line for each mistake.
  static ProfileInfo check(const std::string& file);
  // Why entries cannot be dialled, "file:line:column: …", for the log.
  std::vector<std::string> problems() const;
  // kCannotFindPhonebookEntry, or kCannotLoadPhonebook with the first problem.
  Result<profile::Profile> find(const std::string& name) const;
  Result<std::string> text(const std::string& name) const;

  // Everything a dial needs: the profile, what the caller gave instead, the secret, the parsed
  // login script, the checked number. Whatever is wrong is found here, before a line is touched.
  Result<DialPlan> plan_for(const DialParameters& parameters) const;

 private:
  struct Entry {
    std::string file;
    profile::Profile profile;
    std::string problem;  // empty: `profile` is good
  };
  static Entry load_entry(const std::string& path);
  Result<Secret> password_for(const DialParameters& parameters,
                              const profile::Profile& profile) const;
  Result<Secret> secret_of(const profile::Profile& profile) const;

  PhoneBookFiles files_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace dial::manager
