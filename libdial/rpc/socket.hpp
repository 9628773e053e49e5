#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <chrono>
#include <string>
#include <utility>

#include "base/bytes.hpp"
#include "dial/error.hpp"
#include "rpc/server.hpp"

// Unix stream sockets as the server and the clients need them. No call here raises SIGPIPE.
namespace dial::rpc {

// Owns a descriptor.
class Socket {
 public:
  explicit Socket(int descriptor = -1) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~Socket() { close(); }

  int descriptor() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }
  void close();
  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

// A call into the kernel that moved `octets`, would have had to wait, or met the end.
struct Transfer {
  enum class Outcome : std::uint8_t { kMoved, kWouldBlock, kEnded };
  Outcome outcome = Outcome::kMoved;
  std::size_t octets = 0;
};

Transfer send_some(const Socket& socket, std::string_view text);
// Appends nothing; the octets read are in `space`.
Transfer receive_some(const Socket& socket, std::span<std::uint8_t> space);

// Connects, waiting `limit` at most while the server's queue is full (0: not at all). The socket
// does not block afterwards. Fails with kServiceNotReachable.
Result<Socket> connect_to(const std::string& path, std::chrono::milliseconds limit);

// A listening socket and the file it is known by.
struct ListeningFile {
  Socket socket;
  dev_t device = 0;
  ino_t inode = 0;
};

// Binds, sets the mode and listens, in that order: nobody can connect before the mode is right.
// A socket file nobody listens on is replaced; anything else at `path` is left alone and is an
// error.
Result<ListeningFile> listen_at(const std::string& path, mode_t mode);
// Removes the file unless another has taken its place.
void remove_file(const ListeningFile& file, const std::string& path);

// A listening Unix stream socket handed over by the service manager.
Result<Socket> adopt_listener(int descriptor);

Socket accept_from(const Socket& listener, int& os_error);
Peer peer_of(const Socket& socket);

}  // namespace dial::rpc
