#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dial/types.hpp"
#include "manager/entry_key.hpp"
#include "manager/secret_store.hpp"
#include "profile/number_rules.hpp"
#include "profile/profile.hpp"
#include "profile/reserved.hpp"
#include "session/settings.hpp"
#include "sys/device_access.hpp"
#include "sys/files.hpp"

namespace dial::manager {

// Where the profiles and their secrets are.
struct PhoneBookFiles {
  std::string directory;  // every NAME.toml in it is an entry
  std::string secrets;    // the secrets file; read for each dial, so that a change counts at once
  // Below it UID/profiles and UID/secrets.toml are a user's own; empty: nobody has his own.
  std::string users = {};
  // What a service manager handed over to stand behind `secrets` (SecretStore::Handed); empty:
  // none.
  std::string credentials = {};
};

// Where the secrets are unless somebody says otherwise: secrets.toml beside the profiles directory.
std::string default_secrets(const std::string& directory);

// Everything one dial needs.
struct DialPlan {
  profile::Profile profile;  // line, network, limits
  session::Settings session;
};

// Which of an entry's lines and numbers; empty: its own.
struct DialWay {
  std::string device = {};
  std::string number = {};
};

// The entries of the system and of its users. Loaded by load(), never behind the caller's back: a
// change on disk counts after the next load() or reload(). An entry is known by its key (EntryKey's
// text); what a client calls it becomes a key by resolve(). The loop's thread.
class PhoneBook {
 public:
  struct Entry {
    std::string file;
    EntryKey key;
    uid_t owner = 0;                                 // of the file
    profile::Trust trust = profile::Trust::kOthers;  // what may stand in it
    bool has_roots_script = false;                   // nobody but root has written its login script
    std::vector<std::string> bases = {};             // the names it asked for, found or not
    profile::Profile profile = {};
    std::string problem = {};                          // empty: `profile` is good
    ErrorCode code = ErrorCode::kCannotLoadPhonebook;  // of the problem
  };

  // `rules`: what may be dialled, by whoever it is and whatever the entries say.
  explicit PhoneBook(PhoneBookFiles files, profile::NumberRules rules = {})
      : files_(std::move(files)),
        rules_(std::move(rules)),
        secrets_(sys::kernel_random(), {.file = files_.secrets, .directory = files_.credentials}) {}

  // Reads the directories anew. An entry that does not parse is kept with its problem, and no other
  // entry suffers. Fails only if the system's cannot be read; the old entries stay then.
  Result<> load();
  // One entry, after its file was changed, made or removed, and those that are based on it.
  void reload(const EntryKey& key);
  // The entries based on this one, directly or not, that `base` names in their files.
  std::vector<EntryKey> based_on(const EntryKey& key) const;

  // Which entry `name` is when `uid` says it: the system's of that name, else the user's own;
  // "UID/name" is that user's, for him and for root. kCannotFindPhonebookEntry for who may not know
  // of it; a key under which nothing is found if there is no such entry.
  Result<std::string> resolve(const std::string& name, uid_t uid) const;
  const Entry* find_entry(const std::string& key) const;  // null: none

  // The system's and the viewer's own; root sees all.
  std::vector<ProfileInfo> entries(uid_t viewer = 0) const;
  std::size_t size() const { return entries_.size(); }
  // What load() would make of one file, wherever it is; `problem` has a line for each mistake.
  static ProfileInfo check(const std::string& file);
  // Why entries cannot be dialled, "file:line:column: …", for the log.
  std::vector<std::string> problems() const;
  // kCannotFindPhonebookEntry; kCannotLoadPhonebook with all problems; kAccessDenied with the keys
  // that are reserved for root's files.
  Result<profile::Profile> find(const std::string& key) const;
  Result<std::string> text(const std::string& name, uid_t viewer = 0) const;

  // Everything a dial needs: the profile, what the caller gave instead, the secret, the parsed
  // login script, the number, which the rules allow. Whatever is wrong is found here, before a line
  // is touched. The device of a user's own entry must be one that `user` could open himself; a
  // stored password of the system's goes to another number than its entry's only for root.
  Result<DialPlan> plan_for(const DialParameters& parameters, const sys::User& user = {},
                            const DialWay& way = {}) const;

  // What may be dialled from now on.
  void set_rules(profile::NumberRules rules) { rules_ = std::move(rules); }

  const PhoneBookFiles& files() const { return files_; }
  std::string directory_of(std::optional<uid_t> user) const;
  std::string file_of(const EntryKey& key) const;
  // A profile named by `base` in `file`, which stands beside it.
  static std::expected<profile::BaseText, std::string> read_base(const std::string& file,
                                                                 const std::string& name);
  std::string secrets_file(const EntryKey& key) const;
  static const std::string& secret_name(const Entry& entry);  // as the profile says, or the entry's
  SecretStore& secrets() { return secrets_; }
  Error no_such_entry(const std::string& name) const;

 private:
  static Entry load_entry(const std::string& path, const EntryKey& key);
  static void judge_script(Entry& entry, const std::vector<std::string>& roots_files);
  void load_file(const EntryKey& key);
  void load_directory(const std::string& directory, std::optional<uid_t> user);
  Result<Secret> password_for(const DialParameters& parameters, const Entry& entry,
                              uid_t uid) const;
  Result<Secret> stored_password(const DialParameters& parameters, const Entry& entry,
                                 uid_t uid) const;
  static Result<> check_device(profile::Profile& profile, const Entry& entry,
                               const sys::User& user);

  PhoneBookFiles files_;
  profile::NumberRules rules_;
  SecretStore secrets_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace dial::manager
