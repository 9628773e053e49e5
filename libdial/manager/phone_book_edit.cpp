#include "manager/phone_book_edit.hpp"

#include <algorithm>

#include "manager/login_script.hpp"
#include "profile/edit.hpp"
#include "profile/properties.hpp"
#include "sys/replace_file.hpp"

namespace dial::manager {
namespace {

constexpr std::size_t kLongestName = 250;      // with ".toml" it is the name of a file
constexpr std::size_t kLargestFile = 1 << 20;  // more is not read
constexpr std::size_t kMostOwnEntries = 256;
// A login script can tell more than it should.
constexpr mode_t kPrivate = 0600;

std::unexpected<Error> refused(ErrorCode code, std::string context) {
  return std::unexpected(
      Error{.code = code, .layer = Layer::kConfiguration, .context = std::move(context)});
}

template <class Problem>
std::string joined(const std::vector<Problem>& problems) {
  std::string text;
  for (const auto& problem : problems)
    text += (text.empty() ? "" : "\n") + to_string(problem);
  return text;
}

std::string name_problem(const std::string& name) {
  if (auto problem = profile::entry_name_problem(name); !problem.empty()) return problem;
  if (name.size() > kLongestName) return "the name is longer than 250 octets";
  return profile::is_utf8(name) ? "" : "the name is not UTF-8";
}

// The profile's parser leaves scripts to their own.
Result<> check_script(const std::string& text, const std::string& file, profile::Trust trust,
                      const profile::BaseReader& read_base) {
  const auto profile = profile::parse_profile(text, file, read_base);
  if (!profile) return {};
  // What stands in a base has been judged there.
  const bool is_own = profile->login_script_file == file && profile->script.path.empty();
  const bool is_others = is_own && trust == profile::Trust::kOthers;
  const auto script = login_script(*profile, is_others ? AtFiles::kRefused : AtFiles::kNotRead);
  if (script) return {};
  const std::string key = profile->script.path.empty() ? "script.login: " : "script.file: ";
  return refused(script.error().code, key + script.error().context);
}

Result<std::string> edited(const std::string& text, const std::string& file,
                           const PropertyChanges& changes, profile::Trust trust) {
  const auto read_base = [&](const std::string& name) { return PhoneBook::read_base(file, name); };
  auto result = profile::edit_profile(text, file, changes, trust, read_base);
  if (!result) return refused(result.error().code, joined(result.error().problems));
  if (auto script = check_script(*result, file, trust, read_base); !script)
    return std::unexpected(script.error());
  if (result->size() > kLargestFile)
    return refused(ErrorCode::kInvalidParameter, "the profile would be larger than 1 MiB");
  return std::move(*result);
}

profile::Trust trust_of_new(const EntryKey& key) {
  return key.user ? profile::Trust::kOthers : profile::Trust::kRoot;
}

// Everything that is wrong in a whole file.
Result<> check_text(const std::string& text, const std::string& file, profile::Trust trust) {
  if (text.size() > kLargestFile)
    return refused(ErrorCode::kInvalidParameter, "the profile would be larger than 1 MiB");
  if (trust != profile::Trust::kRoot) {
    const auto reserved = profile::reserved_keys(text, file);
    if (!reserved.empty()) return refused(ErrorCode::kAccessDenied, joined(reserved));
  }
  const auto read_base = [&](const std::string& name) { return PhoneBook::read_base(file, name); };
  const auto profile = profile::parse_profile(text, file, read_base);
  if (!profile) return refused(ErrorCode::kCannotLoadPhonebook, joined(profile.error()));
  return check_script(text, file, trust, read_base);
}

}  // namespace

Result<const PhoneBook::Entry*> PhoneBookEditor::entry_to_read(const std::string& name,
                                                               uid_t uid) const {
  const auto key = book_.resolve(name, uid);
  if (!key) return std::unexpected(key.error());
  const Entry* entry = book_.find_entry(*key);
  if (entry == nullptr) return std::unexpected(book_.no_such_entry(name));
  return entry;
}

Result<const PhoneBook::Entry*> PhoneBookEditor::entry_to_change(const std::string& name,
                                                                 uid_t uid) const {
  auto entry = entry_to_read(name, uid);
  if (!entry || is_privileged(uid) || (*entry)->key.user == uid) return entry;
  return refused(ErrorCode::kAccessDenied,
                 "\"" + name + "\" is an entry of the system: root changes it");
}

// Whose entry it would be.
Result<EntryKey> PhoneBookEditor::key_to_make(const std::string& name, uid_t uid) const {
  auto key = parse_entry_key(name);
  if (!key) return refused(ErrorCode::kInvalidName, "the name contains a slash");
  if (const auto problem = name_problem(key->name); !problem.empty())
    return refused(ErrorCode::kInvalidName, problem);
  if (key->user && *key->user != uid && !is_privileged(uid))
    return refused(ErrorCode::kAccessDenied, "\"" + name + "\" would be another user's");
  if (!key->user && !is_privileged(uid)) key->user = uid;
  if (key->user && book_.files().users.empty())
    return refused(ErrorCode::kAccessDenied, "users have no entries of their own here");
  return std::move(*key);
}

// Two entries a user could mean by one name would be one too many.
Result<> PhoneBookEditor::check_free(const EntryKey& key) const {
  const bool is_taken = book_.find_entry(to_string(key)) != nullptr ||
                        (key.user && book_.find_entry(key.name) != nullptr);
  if (!is_taken) return {};
  return refused(ErrorCode::kAlreadyExists, "\"" + key.name + "\"");
}

Result<> PhoneBookEditor::check_unused(const Entry& entry) const {
  if (in_use_(to_string(entry.key)))
    return refused(ErrorCode::kCannotDelete, "\"" + entry.key.name + "\" is dialled or connected");
  const auto others = book_.based_on(entry.key);
  if (others.empty()) return {};
  return refused(ErrorCode::kCannotDelete,
                 "\"" + entry.key.name + "\" is the base of \"" + others.front().name + "\"");
}

Result<> PhoneBookEditor::validate_name(const std::string& name, uid_t uid) const {
  const auto key = key_to_make(name, uid);
  if (!key) return std::unexpected(key.error());
  return check_free(*key);
}

Result<EntryProperties> PhoneBookEditor::properties(const std::string& name, uid_t uid) const {
  const auto entry = entry_to_read(name, uid);
  if (!entry) return std::unexpected(entry.error());
  const auto profile = book_.find(to_string((*entry)->key));
  if (!profile) return std::unexpected(profile.error());
  const auto text = sys::read_file((*entry)->file);
  if (!text) return std::unexpected(text.error());
  return EntryProperties{.set = profile::set_properties(*text),
                         .effective = profile::effective_properties(*profile)};
}

Result<> PhoneBookEditor::set_properties(const std::string& name, const PropertyChanges& changes,
                                         EntryMode mode, uid_t uid) {
  const auto there = entry_to_read(name, uid);
  if (there && mode != EntryMode::kCreate) {
    const auto entry = entry_to_change(name, uid);
    if (!entry) return std::unexpected(entry.error());
    return change(**entry, changes);
  }
  if (mode == EntryMode::kChange) return std::unexpected(there.error());
  const auto key = key_to_make(name, uid);
  if (!key) return std::unexpected(key.error());
  if (auto free = check_free(*key); !free) return free;
  const auto text = edited("", book_.file_of(*key), changes, trust_of_new(*key));
  if (!text) return std::unexpected(text.error());
  return make(*key, *text);
}

Result<> PhoneBookEditor::set_text(const std::string& name, const std::string& text,
                                   const std::optional<std::string>& replaces, uid_t uid) {
  if (!replaces) {
    const auto key = key_to_make(name, uid);
    if (!key) return std::unexpected(key.error());
    if (auto free = check_free(*key); !free) return free;
    if (auto good = check_text(text, book_.file_of(*key), trust_of_new(*key)); !good) return good;
    return make(*key, text);
  }
  const auto entry = entry_to_change(name, uid);
  if (!entry) return std::unexpected(entry.error());
  const EntryKey key = (*entry)->key;  // the entry itself is made anew
  const std::string file = (*entry)->file;
  if (auto usable = sys::check_replaceable(file); !usable) return usable;
  book_.reload(key);
  const Entry* fresh = book_.find_entry(to_string(key));
  const auto now = sys::read_file(file);
  if (fresh == nullptr || !now) return std::unexpected(book_.no_such_entry(name));
  if (*now != *replaces) {
    return refused(ErrorCode::kCannotWritePhonebook,
                   file + " has been changed by somebody else meanwhile");
  }
  if (auto good = check_text(text, file, fresh->trust); !good) return good;
  if (text == *now) return {};
  if (auto written = sys::replace_file(file, text, kPrivate); !written) return written;
  book_.reload(key);
  return {};
}

Result<> PhoneBookEditor::check_number(const EntryKey& key) const {
  if (!key.user) return {};
  const auto own = std::ranges::count_if(book_.entries(0), [&](const ProfileInfo& info) {
    const auto other = parse_entry_key(info.name);
    return other && other->user == key.user;
  });
  if (static_cast<std::size_t>(own) < kMostOwnEntries) return {};
  return refused(ErrorCode::kCannotWritePhonebook, "a user has 256 entries at most");
}

// A user's directories are made when he writes for the first time.
Result<> PhoneBookEditor::make_directories(const EntryKey& key) const {
  if (!key.user) return {};
  const std::string& users = book_.files().users;
  for (const std::string& directory :
       {users, users + "/" + std::to_string(*key.user), book_.directory_of(key.user)}) {
    if (auto made = sys::make_private_directory(directory); !made) return made;
  }
  return {};
}

Result<> PhoneBookEditor::make(const EntryKey& key, const std::string& text) {
  if (auto few = check_number(key); !few) return few;
  if (auto room = make_directories(key); !room) return room;
  auto written = sys::replace_file(book_.file_of(key), text, kPrivate, sys::Replace::kOnlyNew);
  if (!written) return written;
  book_.reload(key);
  return {};
}

// The file as it is now: somebody may have edited it since it was loaded.
Result<> PhoneBookEditor::change(const Entry& entry, const PropertyChanges& changes) {
  const EntryKey key = entry.key;  // the entry itself is made anew
  const std::string file = entry.file;
  if (auto usable = sys::check_replaceable(file); !usable) return usable;
  book_.reload(key);
  const Entry* now = book_.find_entry(to_string(key));
  const auto text = sys::read_file(file);
  if (now == nullptr || !text) return std::unexpected(book_.no_such_entry(key.name));
  const auto result = edited(*text, file, changes, now->trust);
  if (!result) return std::unexpected(result.error());
  if (*result == *text) return {};
  if (auto written = sys::replace_file(file, *result, kPrivate); !written) return written;
  book_.reload(key);
  return {};
}

// Does the secret called as the entry belong to it alone?
bool PhoneBookEditor::has_own_secret(const Entry& entry) const {
  if (!entry.problem.empty() || PhoneBook::secret_name(entry) != entry.key.name) return false;
  return std::ranges::none_of(book_.entries(0), [&](const ProfileInfo& info) {
    const Entry* other = book_.find_entry(info.name);
    return other != nullptr && other != &entry && other->key.user == entry.key.user &&
           other->profile.secret == entry.key.name;
  });
}

Result<> PhoneBookEditor::rename(const std::string& from, const std::string& to, uid_t uid) {
  const auto entry = entry_to_change(from, uid);
  if (!entry) return std::unexpected(entry.error());
  const EntryKey old = (*entry)->key;
  // It stays with whom it belongs to, whoever renames it.
  const auto wanted = parse_entry_key(to);
  const bool stays = wanted && (!wanted->user || wanted->user == old.user);
  const EntryKey key{.user = old.user, .name = stays ? wanted->name : to};
  if (const auto problem = name_problem(key.name); !problem.empty())
    return refused(ErrorCode::kInvalidName, problem);
  if (auto unused = check_unused(**entry); !unused) return unused;
  if (auto free = check_free(key); !free) return free;

  // The password first: an entry is never without it.
  const std::string secrets = book_.secrets_file(old);
  const bool moves_secret = (*entry)->profile.secret.empty() && has_own_secret(**entry);
  Result<std::optional<Secret>> secret;
  if (moves_secret) secret = SecretStore::find(secrets, old.name);
  if (!secret) return std::unexpected(secret.error());
  if (*secret) {
    const auto taken = SecretStore::find(secrets, key.name);
    if (taken && *taken) return refused(ErrorCode::kAlreadyExists, "the secret \"" + to + "\"");
    if (auto put = SecretStore::put(secrets, key.name, **secret); !put) return put;
  }
  if (auto renamed = sys::rename_file((*entry)->file, book_.file_of(key)); !renamed) return renamed;
  book_.reload(old);
  book_.reload(key);
  return *secret ? SecretStore::remove(secrets, old.name) : Result<>();
}

Result<> PhoneBookEditor::remove(const std::string& name, uid_t uid) {
  const auto entry = entry_to_change(name, uid);
  if (!entry) return std::unexpected(entry.error());
  if (auto unused = check_unused(**entry); !unused) return unused;
  const EntryKey key = (*entry)->key;
  const bool takes_secret = has_own_secret(**entry);
  if (auto removed = sys::remove_file((*entry)->file); !removed) return removed;
  book_.reload(key);
  // Else the next entry of that name would have a password nobody gave it.
  return takes_secret ? SecretStore::remove(book_.secrets_file(key), key.name) : Result<>();
}

}  // namespace dial::manager
