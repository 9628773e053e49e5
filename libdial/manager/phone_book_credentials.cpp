// RasGetCredentials and RasSetCredentials.
#include "manager/phone_book_edit.hpp"
#include "profile/edit.hpp"

namespace dial::manager {
namespace {

std::unexpected<Error> refused(std::string context) {
  return std::unexpected(Error{.code = ErrorCode::kInvalidParameter,
                               .layer = Layer::kConfiguration,
                               .context = std::move(context)});
}

}  // namespace

Result<Credentials> PhoneBookEditor::credentials(const std::string& name, uid_t uid) const {
  const auto entry = entry_to_read(name, uid);
  if (!entry) return std::unexpected(entry.error());
  const auto profile = book_.find(to_string((*entry)->key));
  if (!profile) return std::unexpected(profile.error());
  const std::string file = book_.secrets_file((*entry)->key);
  const std::string& secret = PhoneBook::secret_name(**entry);
  const auto password = book_.secrets().find(file, secret);
  if (!password) return std::unexpected(password.error());
  Credentials credentials{
      .user = profile->user, .has_password = password->has_value(), .token = {}};
  if (*password) credentials.token = book_.secrets().token_for(uid, file, secret);
  return credentials;
}

Result<> PhoneBookEditor::set_credentials(const std::string& name, const NewCredentials& wanted,
                                          uid_t uid) {
  if (wanted.password && wanted.token) return refused("a password and a token for one");
  const auto entry = entry_to_change(name, uid);
  if (!entry) return std::unexpected(entry.error());
  const EntryKey key = (*entry)->key;
  const auto profile = book_.find(to_string(key));
  if (!profile) return std::unexpected(profile.error());
  // What can be refused is refused before anything is written.
  const bool has_password = wanted.password || wanted.token;
  const auto password = has_password ? wanted_password(**entry, wanted, uid) : Secret();
  if (!password) return std::unexpected(password.error());
  if (wanted.user) {
    PropertyChanges changes{{"user", std::nullopt}};
    if (!wanted.user->empty()) changes["user"] = *wanted.user;
    if (auto changed = change(**entry, changes); !changed) return changed;
  }
  return has_password ? write_password(key, *password) : Result<>();
}

Result<Secret> PhoneBookEditor::wanted_password(const Entry& entry, const NewCredentials& wanted,
                                                uid_t uid) const {
  if (wanted.token)
    return book_.secrets().redeem(*wanted.token, uid, book_.secrets_file(entry.key));
  Secret password(*wanted.password);
  if (password.empty()) return password;
  if (auto usable = SecretStore::check(password); !usable) return std::unexpected(usable.error());
  return password;
}

Result<> PhoneBookEditor::write_password(const EntryKey& key, const Secret& password) {
  const Entry* entry = book_.find_entry(to_string(key));
  if (entry == nullptr) return std::unexpected(book_.no_such_entry(key.name));
  const std::string file = book_.secrets_file(key);
  const std::string& name = PhoneBook::secret_name(*entry);
  if (password.empty()) return SecretStore::remove(file, name);
  if (auto room = make_directories(key); !room) return room;
  return SecretStore::put(file, name, password);
}

}  // namespace dial::manager
