#include "manager/secret_store.hpp"

#include <algorithm>
#include <cerrno>

#include "profile/edit.hpp"
#include "profile/profile.hpp"
#include "sys/files.hpp"
#include "sys/replace_file.hpp"

namespace dial::manager {
namespace {

constexpr mode_t kPrivate = 0600;

std::unexpected<Error> refused(ErrorCode code, std::string context) {
  return std::unexpected(
      Error{.code = code, .layer = Layer::kConfiguration, .context = std::move(context)});
}

// An absent file is as good as an empty one.
Result<std::string> text_of(const std::string& file) {
  auto text = sys::read_secret_file(file);
  if (!text && text.error().os_error == ENOENT) return std::string();
  return text;
}

Result<profile::Secrets> parsed(const std::string& text, const std::string& file) {
  auto secrets = profile::parse_secrets(text, file);
  if (secrets) return std::move(*secrets);
  std::string problems;
  for (const auto& diagnostic : secrets.error())
    problems += (problems.empty() ? "" : "\n") + to_string(diagnostic);
  return refused(ErrorCode::kCannotLoadPhonebook, std::move(problems));
}

Result<std::optional<Secret>> find_in(const std::string& text, const std::string& file,
                                      const std::string& name) {
  auto secrets = parsed(text, file);
  if (!secrets) return std::unexpected(secrets.error());
  const auto found = secrets->find(name);
  if (found == secrets->end()) return std::nullopt;
  return std::move(found->second);
}

// nullopt: it was not handed over. Who may read it is not looked at: an access list for the
// service's user looks like a right of the group.
Result<std::optional<std::string>> handed_text(const std::string& path) {
  auto text = sys::read_file(path);
  if (text) return std::move(*text);
  if (text.error().os_error == ENOENT) return std::nullopt;
  return std::unexpected(text.error());
}

// As `echo` or an editor leaves it: the end of the line is none of the password.
Result<std::optional<Secret>> password_in(std::string_view text, const std::string& what) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  Secret password{std::string(text)};
  if (auto usable = SecretStore::check(password); !usable)
    return refused(usable.error().code, what + ": " + usable.error().context);
  return password;
}

// A file that does not load is not changed: what its owner meant is not known.
Result<> change(const std::string& file, const profile::TomlChange& change) {
  const auto text = text_of(file);
  if (!text) return std::unexpected(text.error());
  if (auto loads = parsed(*text, file); !loads) return std::unexpected(loads.error());
  const auto edited = profile::edit_toml(*text, {change});
  if (!edited) return refused(ErrorCode::kUnknown, "changing " + file + " went wrong");
  // Whatever the change was: the result is a secrets file, or is not written.
  if (auto loads = parsed(*edited, file); !loads)
    return refused(ErrorCode::kInvalidParameter, "not what a secrets file can hold");
  if (*edited == *text) return {};
  return sys::replace_file(file, *edited, kPrivate);
}

}  // namespace

Result<std::optional<Secret>> SecretStore::find(const std::string& file,
                                                const std::string& name) const {
  const auto text = text_of(file);
  if (!text) return std::unexpected(text.error());
  auto found = find_in(*text, file, name);
  const bool is_handed = !handed_.directory.empty() && file == handed_.file;
  if (!found || *found || !is_handed) return found;
  return find_handed(name);
}

Result<std::optional<Secret>> SecretStore::find_handed(const std::string& name) const {
  if (name.find('/') == std::string::npos) {
    const auto password = handed_text(handed_.directory + "/secret." + name);
    if (!password) return std::unexpected(password.error());
    if (*password) return password_in(**password, "the credential secret." + name);
  }
  const std::string file = handed_.directory + "/secrets.toml";
  const auto text = handed_text(file);
  if (!text) return std::unexpected(text.error());
  if (!*text) return std::nullopt;
  return find_in(**text, file, name);
}

Result<> SecretStore::check(const Secret& password) {
  static constexpr std::size_t kLongest = 255;  // RFC 1334 2.2.1: Passwd-Length is one octet
  const std::string_view text = password.reveal();
  if (!text.empty() && text.size() <= kLongest && profile::is_utf8(text)) return {};
  return refused(ErrorCode::kInvalidParameter, "a password has 1 to 255 octets of UTF-8");
}

Result<> SecretStore::put(const std::string& file, const std::string& name,
                          const Secret& password) {
  if (auto usable = check(password); !usable) return usable;
  return change(file, {.path = {name, "password"}, .value = std::string(password.reveal())});
}

Result<> SecretStore::remove(const std::string& file, const std::string& name) {
  return change(file, {.path = {name}, .value = std::nullopt, .whole_table = true});
}

SecretToken SecretStore::token_for(uid_t uid, const std::string& file, const std::string& name) {
  const Meaning meaning{.uid = uid, .file = file, .name = name};
  const auto known =
      std::ranges::find_if(tokens_, [&](const auto& item) { return item.second == meaning; });
  if (known != tokens_.end()) return {known->first};
  std::string token;
  for (int i = 0; i < 4; ++i) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::uint32_t word = random_u32(random_);
    for (int digit = 0; digit < 8; ++digit, word >>= 4)
      token += kDigits[word & 15];
  }
  tokens_.emplace(token, meaning);
  return {std::move(token)};
}

Result<Secret> SecretStore::redeem(const SecretToken& token, uid_t uid,
                                   const std::string& file) const {
  const auto found = tokens_.find(token.value);
  const bool is_good =
      found != tokens_.end() && found->second.uid == uid && found->second.file == file;
  if (!is_good)
    return refused(ErrorCode::kInvalidParameter, "the token stands for no password of this entry");
  auto secret = find(file, found->second.name);
  if (!secret) return std::unexpected(secret.error());
  if (!*secret) return refused(ErrorCode::kKeyNotFound, "the password the token stood for is gone");
  return std::move(**secret);
}

}  // namespace dial::manager
