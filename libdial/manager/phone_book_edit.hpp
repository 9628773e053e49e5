#pragma once

#include <functional>
#include <string>

#include "dial/phone_book.hpp"
#include "manager/phone_book.hpp"

namespace dial::manager {

// Changes of a phone book on behalf of a user. The system's entries are changed by root only, a
// user's own by him and by root; kAccessDenied for others. A change is on the disk and counts when
// the function returns. Errors of all: kCannotFindPhonebookEntry, kCannotWritePhonebook.
//
// A name without a slash means the system's entry when root (or whom the manager runs as) makes
// one, and the user's own when somebody else does. The loop's thread.
class PhoneBookEditor {
 public:
  using InUse = std::function<bool(const std::string& key)>;  // is it dialled or up?
  PhoneBookEditor(PhoneBook& book, InUse in_use) : book_(book), in_use_(std::move(in_use)) {}

  // kCannotLoadPhonebook, kAccessDenied: the entry has problems.
  Result<EntryProperties> properties(const std::string& name, uid_t uid) const;
  // kInvalidParameter with every key that is wrong; kAccessDenied with those reserved for root's
  // files; kCannotLoadPhonebook: the file as it is does not load; kAlreadyExists, kInvalidName.
  Result<> set_properties(const std::string& name, const PropertyChanges& changes, EntryMode mode,
                          uid_t uid);
  // The whole file: made if there is nothing that the text `replaces`, else exactly that is
  // replaced. Errors as above, kCannotLoadPhonebook with everything that is wrong in the text;
  // kCannotWritePhonebook if the file has another text by now.
  Result<> set_text(const std::string& name, const std::string& text,
                    const std::optional<std::string>& replaces, uid_t uid);
  // kInvalidName, kAlreadyExists.
  Result<> validate_name(const std::string& name, uid_t uid) const;
  // Also kCannotDelete: a line is called by the old name. The password goes along.
  Result<> rename(const std::string& from, const std::string& to, uid_t uid);
  // kCannotDelete while it is dialled or up. The password that is called as the entry goes too.
  Result<> remove(const std::string& name, uid_t uid);

  Result<Credentials> credentials(const std::string& name, uid_t uid) const;
  // The password is kept under the name the profile says in `secret`, else under the entry's.
  Result<> set_credentials(const std::string& name, const NewCredentials& wanted, uid_t uid);

 private:
  using Entry = PhoneBook::Entry;

  Result<EntryKey> key_to_make(const std::string& name, uid_t uid) const;
  Result<const Entry*> entry_to_read(const std::string& name, uid_t uid) const;
  Result<const Entry*> entry_to_change(const std::string& name, uid_t uid) const;
  Result<> check_free(const EntryKey& key) const;
  Result<> check_unused(const Entry& entry) const;
  Result<> make(const EntryKey& key, const std::string& text);
  Result<> change(const Entry& entry, const PropertyChanges& changes);
  Result<> check_number(const EntryKey& key) const;
  Result<> make_directories(const EntryKey& key) const;
  Result<> write_password(const EntryKey& key, const Secret& password);
  // Empty: it is to be forgotten.
  Result<Secret> wanted_password(const Entry& entry, const NewCredentials& wanted, uid_t uid) const;
  bool has_own_secret(const Entry& entry) const;

  PhoneBook& book_;
  InUse in_use_;
};

}  // namespace dial::manager
