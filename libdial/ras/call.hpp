#pragma once

#include <string>

#include "dial/ras.h"
#include "ras/context.hpp"
#include "ras/process.hpp"

namespace dial::ras {

// What most functions begin with: a good handle, and the calling thread's Dialer.
struct Connection {
  ConnectionId id;
  Dialer* dialer;
};
// kInvalidHandle for what is no handle, and after RasHangUp.
Result<Connection> connection_of(HRASCONN handle);
Result<Dialer*> dialer_of_thread();

// kCannotOpenPhonebook for any but the manager's own.
Result<> check_phonebook(const char* phonebook);

// What the functions of the phone book begin with.
struct PhoneBookCall {
  std::string entry;
  Dialer* dialer;
};
Result<PhoneBookCall> phone_book_call(const char* entry);
// An entry's name: kInvalidParameter without one, kInvalidName if it is not UTF-8.
Result<std::string> read_name(const char* entry);

// RASDT_: a direct line has no number.
const char* device_type(const ConnectionStatus& status);

}  // namespace dial::ras
