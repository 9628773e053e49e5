#include "ras/call.hpp"

#include "ras/guard.hpp"

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

const char* device_type(const ConnectionStatus& status) {
  return status.number.empty() ? RASDT_Serial : RASDT_Modem;
}

}  // namespace dial::ras
