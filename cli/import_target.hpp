#pragma once

#include <memory>
#include <string>

#include "base/secret.hpp"
#include "cli/globals.hpp"
#include "profile/import/imported.hpp"

namespace dial::cli {

// Where imported profiles go. Main thread.
class ImportTarget {
 public:
  virtual ~ImportTarget() = default;

  // Makes the entry and stores its password, null for none. kAlreadyExists: there is an entry, or a
  // password of that name, and it was not to be replaced. What a profile has under [x.*] stays.
  virtual Result<> put(const profile::ImportedProfile& profile, const Secret* password) = 0;
};

// The phone book of the manager: through its API, with the caller's rights.
Result<std::unique_ptr<ImportTarget>> phone_book_target(const Globals& globals, bool replace);
// FOLDER/profiles/NAME.toml and FOLDER/secrets.toml, as /etc/dial has them; made if not there.
Result<std::unique_ptr<ImportTarget>> folder_target(const std::string& folder, bool replace);

}  // namespace dial::cli
