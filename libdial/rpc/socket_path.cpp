#include "rpc/socket_path.hpp"

#include <cstdlib>

namespace dial::rpc {
namespace {
constexpr const char* kDefaultSocket = "/run/dial/diald.sock";
}  // namespace

std::string socket_path(const std::string& chosen) {
  if (!chosen.empty()) return chosen;
  const char* set = std::getenv("DIAL_SOCKET");
  return set != nullptr && *set != '\0' ? set : kDefaultSocket;
}

}  // namespace dial::rpc
