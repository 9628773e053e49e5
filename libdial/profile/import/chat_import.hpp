#pragma once

#include "profile/import/chat_command.hpp"

namespace dial::profile {

// ABORT and its like: a word that stands where a script expects, and takes the next word along.
bool is_chat_keyword(std::string_view word);

// Takes a connect script apart: the commands before the dial become [modem] init, the dial command
// and number their keys, and what follows CONNECT the login script. A script that sends no AT
// command makes a direct line of it. Passwords go to the secret. A script that is no such thing
// refuses the entry, for half a dialogue is none.
void import_connect_script(const ChatScript& script, const ReadFile& read_file, Draft& draft);

// The script of pppd's init option: all of it is [modem] init.
void import_init_script(const ChatScript& script, const ReadFile& read_file, Draft& draft);

// The script of pppd's disconnect option: only whether it hangs up by +++ can be kept.
void import_disconnect_script(const ChatScript& script, const Origin& origin, Draft& draft);

}  // namespace dial::profile
