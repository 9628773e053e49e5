// The members of Dialer that are about the phone book.
#include "client/phone_book.hpp"
#include "dial/dialer.hpp"

namespace dial {

Result<EntryProperties> Dialer::entry_properties(const std::string& entry) {
  return phone_book().properties(entry);
}

Result<> Dialer::set_entry_properties(const std::string& entry, const PropertyChanges& changes,
                                      EntryMode mode) {
  return phone_book().set_properties(entry, changes, mode);
}

Result<> Dialer::set_profile_text(const std::string& entry, const std::string& text,
                                  const std::optional<std::string>& replaces) {
  return phone_book().set_text(entry, text, replaces);
}

Result<> Dialer::validate_entry_name(const std::string& name) {
  return phone_book().validate_name(name);
}

Result<> Dialer::rename_entry(const std::string& from, const std::string& to) {
  return phone_book().rename(from, to);
}

Result<> Dialer::delete_entry(const std::string& entry) {
  return phone_book().remove(entry);
}

Result<Credentials> Dialer::credentials(const std::string& entry) {
  return phone_book().credentials(entry);
}

Result<> Dialer::set_credentials(const std::string& entry, const NewCredentials& wanted) {
  return phone_book().set_credentials(entry, wanted);
}

Result<std::vector<Device>> Dialer::devices() {
  return phone_book().devices();
}

}  // namespace dial
