#pragma once

#include <vector>

#include "dial/error.hpp"
#include "sys/fd.hpp"

namespace dial::sys {

// Hears what becomes of interfaces, their IPv4 addresses and routes in one name space, whoever does
// it. It says where something happened; what there is now, Network tells.
class NetworkWatch {
 public:
  static Result<NetworkWatch> open();              // of the calling thread's; kIpConfiguration
  static Result<NetworkWatch> open_in(int space);  // needs CAP_SYS_ADMIN
  // That of a non-blocking netlink socket that somebody else has opened.
  static Result<NetworkWatch> adopt(Fd socket);

  int descriptor() const { return socket_.get(); }  // readable: read() has something
  struct Seen {
    std::vector<unsigned> links;  // where something happened, each once
    // More happened than the kernel could tell. Or a route has taken another one's place, or one
    // that is not ours has left its own, and whose it was or could be nobody says: anywhere.
    bool is_all = false;
  };
  Seen read();

 private:
  explicit NetworkWatch(Fd socket) : socket_(std::move(socket)) {}
  Fd socket_;
};

}  // namespace dial::sys
