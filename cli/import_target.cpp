#include "cli/import_target.hpp"

#include <filesystem>
#include <system_error>

#include "profile/properties.hpp"
#include "sys/replace_file.hpp"

namespace dial::cli {
namespace {

constexpr mode_t kProfileMode = 0644;

Error exists(const std::string& what) {
  return {ErrorCode::kAlreadyExists, Layer::kConfiguration, what + "; --force replaces it", "", 0};
}

// `made`: the profile stands already, so what follows is about its password alone.
Result<> store_password(Dialer& dialer, const std::string& entry, const Secret* password,
                        bool replace) {
  if (password == nullptr) return {};
  const auto stored = dialer.credentials(entry);
  if (stored && stored->has_password && !replace)
    return std::unexpected(exists("a password for " + entry + " is stored already"));
  const NewCredentials wanted{.user = {}, .password = std::string(password->reveal()), .token = {}};
  auto done = dialer.set_credentials(entry, wanted);
  if (!done)
    done.error().context = "the profile is made, its password not stored: " + done.error().context;
  return done;
}

class PhoneBookTarget : public ImportTarget {
 public:
  PhoneBookTarget(Dialer dialer, bool replace) : dialer_(std::move(dialer)), replace_(replace) {}

  Result<> put(const profile::ImportedProfile& profile, const Secret* password) override {
    auto made = dialer_.set_profile_text(profile.name, profile.text, std::nullopt);
    const bool is_there = !made && made.error().code == ErrorCode::kAlreadyExists;
    if (is_there && !replace_)
      return std::unexpected(exists(profile.name + " is in the phone book already"));
    if (is_there) made = replace(profile);
    if (!made) return made;
    return store_password(dialer_, profile.name, password, replace_);
  }

 private:
  // A profile that is there is to be this one and no mixture; other programs' keys are theirs.
  Result<> replace(const profile::ImportedProfile& profile) {
    const auto present = dialer_.entry_properties(profile.name);
    if (!present) return std::unexpected(present.error());
    PropertyChanges changes;
    for (auto& [key, value] : profile::set_properties(profile.text))
      changes.emplace(key, value);
    for (const auto& [key, value] : present->set) {
      if (!key.starts_with("x.")) changes.try_emplace(key, std::nullopt);
    }
    return dialer_.set_entry_properties(profile.name, changes, EntryMode::kChange);
  }

  Dialer dialer_;
  bool replace_;
};

class FolderTarget : public ImportTarget {
 public:
  FolderTarget(std::string folder, bool replace) : folder_(std::move(folder)), replace_(replace) {}

  Result<> put(const profile::ImportedProfile& profile, const Secret* password) override {
    const std::string file = profiles() + "/" + profile.name + ".toml";
    const auto mode = replace_ ? sys::Replace::kOrMake : sys::Replace::kOnlyNew;
    const auto made = sys::replace_file(file, profile.text, kProfileMode, mode);
    if (!made && made.error().code == ErrorCode::kAlreadyExists)
      return std::unexpected(exists(file + " is there already"));
    if (!made || password == nullptr) return made;
    auto dialer = Dialer::create(nullptr, {.socket = {},
                                           .direct = true,
                                           .profiles = profiles(),
                                           .secrets = folder_ + "/secrets.toml"});
    if (!dialer) return std::unexpected(dialer.error());
    return store_password(*dialer, profile.name, password, replace_);
  }

  std::string profiles() const { return folder_ + "/profiles"; }

 private:
  std::string folder_;
  bool replace_;
};

}  // namespace

Result<std::unique_ptr<ImportTarget>> phone_book_target(const Globals& globals, bool replace) {
  auto dialer = Dialer::create(nullptr, globals.dialer);
  if (!dialer) return std::unexpected(dialer.error());
  return std::make_unique<PhoneBookTarget>(std::move(*dialer), replace);
}

Result<std::unique_ptr<ImportTarget>> folder_target(const std::string& folder, bool replace) {
  auto target = std::make_unique<FolderTarget>(folder, replace);
  std::error_code failed;
  std::filesystem::create_directories(target->profiles(), failed);
  if (!failed) return target;
  return std::unexpected(Error{ErrorCode::kCannotWritePhonebook, Layer::kConfiguration,
                               "making " + target->profiles() + ": " + failed.message(), "",
                               failed.value()});
}

}  // namespace dial::cli
