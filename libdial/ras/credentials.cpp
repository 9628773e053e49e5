// RasGetCredentials, RasSetCredentials.
#include "ras/call.hpp"
#include "ras/guard.hpp"
#include "ras/structure.hpp"
#include "ras/text.hpp"

namespace dial::ras {
namespace {

constexpr std::uint32_t kKnownMask = RASCM_UserName | RASCM_Password | RASCM_Domain;

Result<> check_mask(std::uint32_t mask) {
  if ((mask & ~kKnownMask) == 0) return {};
  return std::unexpected(Error{ErrorCode::kFeatureDeprecated, Layer::kConfiguration,
                               "dwMask " + std::to_string(mask) + ": not supported", "", 0});
}

Result<> get_credentials(const char* phonebook, const char* name, RASCREDENTIALS* to) {
  if (auto right = check_phonebook(phonebook); !right) return right;
  const auto asked = read_structure(to);
  if (!asked) return std::unexpected(asked.error());
  if (auto right = check_mask(asked->dwMask); !right) return right;
  const auto call = phone_book_call(name);
  if (!call) return std::unexpected(call.error());
  const auto there = call->dialer->credentials(call->entry);
  if (!there) return std::unexpected(there.error());
  RASCREDENTIALS filled{};
  if ((asked->dwMask & RASCM_UserName) != 0 && !there->user.empty()) {
    if (there->user.size() > RASX_MaxUserName) {
      return std::unexpected(Error{ErrorCode::kBufferTooSmall, Layer::kConfiguration,
                                   "szUserName: the profile's name is longer", "", 0});
    }
    filled.dwMask |= RASCM_UserName;
    write_text(filled.szUserName, there->user);
  }
  if ((asked->dwMask & RASCM_Password) != 0 && there->has_password) {
    filled.dwMask |= RASCM_Password;
    write_text(filled.szXPasswordToken, there->token.value);
  }
  write_structure(to, filled);
  return {};
}

Result<std::string> user_of(const RASCREDENTIALS& given) {
  auto user = read_text(given.szUserName, "szUserName");
  if (!user || (given.dwMask & RASCM_Domain) == 0) return user;
  const auto domain = read_text(given.szDomain, "szDomain");
  if (!domain || domain->empty() || user->empty()) return domain ? user : domain;
  return *domain + "\\" + *user;
}

Result<> read_password(const RASCREDENTIALS& given, NewCredentials& to) {
  const auto password = read_text(given.szPassword, "szPassword");
  if (!password) return std::unexpected(password.error());
  const auto token = read_text(given.szXPasswordToken, "szXPasswordToken");
  if (!token) return std::unexpected(token.error());
  if (!token->empty()) to.token = SecretToken{*token};
  if (token->empty() || !password->empty()) to.password = *password;
  return {};
}

Result<NewCredentials> read_credentials(const RASCREDENTIALS& given, bool clear) {
  const bool has_user = (given.dwMask & RASCM_UserName) != 0;
  const bool has_password = (given.dwMask & RASCM_Password) != 0;
  if (auto right = check_mask(given.dwMask); !right) return std::unexpected(right.error());
  if ((given.dwMask & RASCM_Domain) != 0 && !has_user) {
    return std::unexpected(misused("RASCM_Domain without RASCM_UserName"));
  }
  NewCredentials wanted;
  if (clear) {
    if (has_user) wanted.user = "";
    if (has_password) wanted.password = "";
    return wanted;
  }
  if (has_user) {
    auto user = user_of(given);
    if (!user) return std::unexpected(user.error());
    wanted.user = std::move(*user);
  }
  if (has_password) {
    if (auto read = read_password(given, wanted); !read) return std::unexpected(read.error());
  }
  return wanted;
}

Result<> set_credentials(const char* phonebook, const char* name, const RASCREDENTIALS* given,
                         bool clear) {
  if (auto right = check_phonebook(phonebook); !right) return right;
  const auto credentials = read_structure(given);
  if (!credentials) return std::unexpected(credentials.error());
  const auto wanted = read_credentials(*credentials, clear);
  if (!wanted) return std::unexpected(wanted.error());
  const auto call = phone_book_call(name);
  if (!call) return std::unexpected(call.error());
  return call->dialer->set_credentials(call->entry, *wanted);
}

}  // namespace
}  // namespace dial::ras

using namespace dial::ras;

std::uint32_t RasGetCredentials(const char* phonebook, const char* entry,
                                RASCREDENTIALS* credentials) {
  return guarded([&] { return get_credentials(phonebook, entry, credentials); });
}

std::uint32_t RasSetCredentials(const char* phonebook, const char* entry,
                                const RASCREDENTIALS* credentials, std::uint32_t clear) {
  return guarded([&] { return set_credentials(phonebook, entry, credentials, clear != 0); });
}
