#pragma once

#include <string>

namespace dial::rpc {

// The daemon's socket: the one that was chosen, else $DIAL_SOCKET, else the compiled-in one. Not
// while another thread changes the environment.
std::string socket_path(const std::string& chosen);

}  // namespace dial::rpc
