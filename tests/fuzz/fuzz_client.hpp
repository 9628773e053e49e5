#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "rpc/server.hpp"

namespace dial::fuzz {

inline void require(bool holds) {
  if (!holds) __builtin_trap();
}

// An abstract address that a server listens on: no file is made.
class Address {
 public:
  int listen();
  int connect() const;

 private:
  sockaddr_un address_{};
  socklen_t length_ = 0;
};

// Clients that send what the input says: each part begins with an octet that says who sends it and
// what happens then, and ends with 0xff, which no UTF-8 has.
//
//   bits 0, 1  which of the three clients; one that is not connected connects first
//   bit 2      it goes when it has sent the part
//   bit 3      it ends its sending side
//   bits 4, 5  how often the loop turns before the next part: 1, 4, 16 or 64 times
class Clients {
 public:
  explicit Clients(const Address& address) : address_(address) {}
  ~Clients() { close_all(); }
  Clients(const Clients&) = delete;
  Clients& operator=(const Clients&) = delete;

  void play(uv_loop_t* loop, std::span<const std::uint8_t> input);
  void close_all();

 private:
  void play_part(uv_loop_t* loop, std::uint8_t control, std::string_view text);
  static void swallow(int socket);

  const Address& address_;
  std::array<int, 3> sockets_{-1, -1, -1};
};

// A server that all have left: nothing is open, held or hooked.
void require_idle(const rpc::Server& server);

}  // namespace dial::fuzz
