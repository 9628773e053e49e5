#include "manager/phone_book_edit.hpp"

#include <algorithm>

#include "manager/login_script.hpp"
#include "profile/edit.hpp"
#include "profile/properties.hpp"
#include "sys/replace_file.hpp"

namespace dial::manager {
namespace {

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

}  // namespace dial::manager
