// What entries are called, whose names are free, and what becomes of an entry's password with its
// name.
#include <algorithm>

#include "manager/phone_book_edit.hpp"
#include "profile/edit.hpp"
#include "profile/properties.hpp"
#include "sys/files.hpp"
#include "sys/replace_file.hpp"

namespace dial::manager {
namespace {

constexpr std::size_t kLongestName = 250;  // with ".toml" it is the name of a file

std::unexpected<Error> refused(ErrorCode code, std::string context) {
  return std::unexpected(
      Error{.code = code, .layer = Layer::kConfiguration, .context = std::move(context)});
}

std::string name_problem(const std::string& name) {
  if (auto problem = profile::entry_name_problem(name); !problem.empty()) return problem;
  if (name.size() > kLongestName) return "the name is longer than 250 octets";
  return profile::is_utf8(name) ? "" : "the name is not UTF-8";
}

// What a profile says in `secret`, though it has mistakes; nullopt: that cannot be known.
std::optional<std::string> stated_secret(const PhoneBook::Entry& entry) {
  if (entry.problem.empty()) return entry.profile.secret;
  const auto text = sys::read_file(entry.file);
  const auto set = text ? profile::set_properties(*text) : Properties();
  // A base may say it. Without a key the text is no profile.
  if (set.empty() || set.contains("base")) return std::nullopt;
  const auto secret = set.find("secret");
  if (secret == set.end()) return std::string();
  const auto* name = std::get_if<std::string>(&secret->second);
  return name == nullptr ? std::nullopt : std::optional(*name);
}

}  // namespace

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

// Does the secret called as the entry belong to it alone? Not if another might mean it.
bool PhoneBookEditor::has_own_secret(const Entry& entry) const {
  const std::string& name = entry.key.name;
  if (const auto own = stated_secret(entry); !own || (!own->empty() && *own != name)) return false;
  return std::ranges::none_of(book_.entries(0), [&](const ProfileInfo& info) {
    const Entry* other = book_.find_entry(info.name);
    const bool is_beside = other != nullptr && other != &entry && other->key.user == entry.key.user;
    return is_beside && stated_secret(*other).value_or(name) == name;
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
  const bool moves_secret = stated_secret(**entry) == "" && has_own_secret(**entry);
  Result<std::optional<Secret>> secret;
  if (moves_secret) secret = book_.secrets().find(secrets, old.name);
  if (!secret) return std::unexpected(secret.error());
  if (*secret) {
    const auto taken = book_.secrets().find(secrets, key.name);
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
