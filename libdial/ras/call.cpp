#include "ras/call.hpp"

#include <cstring>

#include "ras/guard.hpp"
#include "ras/text.hpp"

namespace dial::ras {

Result<Dialer*> dialer_of_thread() {
  const auto context = Context::get();
  if (!context) return std::unexpected(context.error());
  return &(*context)->dialer();
}

Result<Connection> connection_of(HRASCONN handle) {
  const auto id = to_id(handle);
  if (!id || Process::get().handles().standing(*id) != Handles::Standing::kGood) {
    return std::unexpected(no_such_handle());
  }
  const auto dialer = dialer_of_thread();
  if (!dialer) return std::unexpected(dialer.error());
  return Connection{*id, *dialer};
}

Result<> check_phonebook(const char* phonebook) {
  if (phonebook == nullptr || *phonebook == '\0') return {};
  return std::unexpected(Error{ErrorCode::kCannotOpenPhonebook, Layer::kService,
                               "the phone book is the connection manager's: pass NULL", "", 0});
}

Result<std::string> read_name(const char* entry) {
  if (entry == nullptr) return std::unexpected(misused("no name of an entry"));
  auto name = read_text(entry, std::strlen(entry) + 1, "the entry's name");
  if (!name) {
    Error error = name.error();
    error.code = ErrorCode::kInvalidName;
    return std::unexpected(error);
  }
  return name;
}

Result<PhoneBookCall> phone_book_call(const char* entry) {
  auto name = read_name(entry);
  if (!name) return std::unexpected(name.error());
  const auto dialer = dialer_of_thread();
  if (!dialer) return std::unexpected(dialer.error());
  return PhoneBookCall{std::move(*name), *dialer};
}

const char* device_type(const ConnectionStatus& status) {
  return status.number.empty() ? RASDT_Serial : RASDT_Modem;
}

}  // namespace dial::ras
