#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>

#include "base/random.hpp"
#include "base/secret.hpp"
#include "dial/error.hpp"
#include "dial/phone_book.hpp"

namespace dial::manager {

// The passwords, in files of their own: read for each use, so that a change counts at once, and
// edited in place. No error repeats anything of a file but names. The loop's thread.
class SecretStore {
 public:
  // What a service manager hands over, such as systemd with LoadCredential=: never written, and
  // closed to others by whoever made it. In `directory` are secrets.toml, a secrets file, and
  // secret.NAME, a password each. They hold what `file` does not. Both empty: nothing.
  struct Handed {
    std::string file;
    std::string directory;
  };
  explicit SecretStore(RandomSource random, Handed handed = {})
      : random_(std::move(random)), handed_(std::move(handed)) {}

  // nullopt: no such secret, or no file. kAccessDenied: the file is open to others.
  // kCannotLoadPhonebook: it is no secrets file.
  Result<std::optional<Secret>> find(const std::string& file, const std::string& name) const;
  // kInvalidParameter for a password no secrets file can hold.
  static Result<> check(const Secret& password);
  // Also kCannotWritePhonebook.
  static Result<> put(const std::string& file, const std::string& name, const Secret& password);
  static Result<> remove(const std::string& file, const std::string& name);

  // What stands for a secret: random, the same for the same user and secret, known as long as this
  // store lives. It says who it was given to and which secret is meant, not what the secret is.
  SecretToken token_for(uid_t uid, const std::string& file, const std::string& name);
  // The secret for which `token` was given to `uid`, to be used with entries whose secrets are in
  // `file`: a user's own entry could hand a secret of the system's to a peer of his.
  // kInvalidParameter if it is no such token; kKeyNotFound if the secret has gone.
  Result<Secret> redeem(const SecretToken& token, uid_t uid, const std::string& file) const;

 private:
  struct Meaning {
    uid_t uid = 0;
    std::string file;
    std::string name;
    auto operator<=>(const Meaning&) const = default;
  };

  Result<std::optional<Secret>> find_handed(const std::string& name) const;

  RandomSource random_;
  Handed handed_;
  std::map<std::string, Meaning> tokens_;
};

}  // namespace dial::manager
