#include "rpc/socket.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

namespace dial::rpc {
namespace {

Error failure(const std::string& doing, int os_error) {
  return {ErrorCode::kServiceNotReachable,
          Layer::kService,
          doing + ": " + std::strerror(os_error),
          {},
          os_error};
}

std::optional<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

Error bad_path(const std::string& path) {
  return {ErrorCode::kInvalidParameter,
          Layer::kService,
          "'" + path + "' is empty or too long for a socket",
          {},
          0};
}

Transfer outcome_of(ssize_t result) {
  using enum Transfer::Outcome;
  if (result > 0) return {kMoved, static_cast<std::size_t>(result)};
  if (result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return {kWouldBlock};
  return {kEnded};
}

// errno of a connect that does not wait; 0: somebody listens.
int probe(const sockaddr_un& address) {
  const Socket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return errno;
  return ::connect(socket.descriptor(), generic(address), sizeof address) == 0 ? 0 : errno;
}

// Makes room for bind() where it found a file.
Result<> remove_stale(const std::string& path, const sockaddr_un& address) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return {};
    return std::unexpected(failure("looking at " + path, errno));
  }
  if (!S_ISSOCK(status.st_mode))
    return std::unexpected(failure(path + " is there and is no socket", EADDRINUSE));
  const int answer = probe(address);
  // EAGAIN: a listener whose queue is full.
  if (answer == 0 || answer == EAGAIN)
    return std::unexpected(failure("a daemon listens on " + path + " already", EADDRINUSE));
  if (answer != ECONNREFUSED && answer != ENOENT)
    return std::unexpected(failure("asking who listens on " + path, answer));
  if (::unlink(path.c_str()) != 0 && errno != ENOENT)
    return std::unexpected(failure("removing the stale socket " + path, errno));
  return {};
}

// SO_PEERGROUPS (Linux 4.13): the groups the process had, not what a name service says of its user
// now, which may take seconds to ask.
std::vector<gid_t> groups_of(const Socket& socket) {
  std::vector<gid_t> groups(32);
  for (;;) {
    auto size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
    const int status =
        ::getsockopt(socket.descriptor(), SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size);
    const std::size_t count = size / sizeof(gid_t);
    if (status == 0) {
      groups.resize(count);
      return groups;
    }
    if (errno != ERANGE || count <= groups.size()) return {};
    groups.resize(count);
  }
}

}  // namespace

void Socket::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

Transfer send_some(const Socket& socket, std::string_view text) {
  ssize_t result = 0;
  do {
    result = ::send(socket.descriptor(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (result < 0 && errno == EINTR);
  return outcome_of(result);
}

Transfer receive_some(const Socket& socket, std::span<std::uint8_t> space) {
  ssize_t result = 0;
  do {
    result = ::recv(socket.descriptor(), space.data(), space.size(), MSG_DONTWAIT);
  } while (result < 0 && errno == EINTR);
  return outcome_of(result);
}

Result<Socket> connect_to(const std::string& path, std::chrono::milliseconds limit) {
  const auto address = address_of(path);
  if (!address) return std::unexpected(bad_path(path));
  Socket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return std::unexpected(failure("making a socket", errno));
  const int flags = ::fcntl(socket.descriptor(), F_GETFL);
  if (limit.count() > 0) {
    // unix(7): a connect to a full queue waits as SO_SNDTIMEO says.
    const timeval wait{.tv_sec = limit.count() / 1000, .tv_usec = limit.count() % 1000 * 1000};
    ::setsockopt(socket.descriptor(), SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  } else {
    ::fcntl(socket.descriptor(), F_SETFL, flags | O_NONBLOCK);
  }
  int result = 0;
  do {
    result = ::connect(socket.descriptor(), generic(*address), sizeof *address);
  } while (result != 0 && errno == EINTR);
  if (result != 0) return std::unexpected(failure("connecting to " + path, errno));
  ::fcntl(socket.descriptor(), F_SETFL, flags | O_NONBLOCK);
  return socket;
}

Result<ListeningFile> listen_at(const std::string& path, mode_t mode) {
  const auto address = address_of(path);
  if (!address) return std::unexpected(bad_path(path));
  if (auto cleared = remove_stale(path, *address); !cleared)
    return std::unexpected(std::move(cleared.error()));
  ListeningFile file{.socket =
                         Socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))};
  if (!file.socket) return std::unexpected(failure("making a socket", errno));
  const int descriptor = file.socket.descriptor();
  if (::bind(descriptor, generic(*address), sizeof *address) != 0)
    return std::unexpected(failure("binding " + path, errno));
  struct stat status{};
  if (::chmod(path.c_str(), mode) != 0 || ::lstat(path.c_str(), &status) != 0 ||
      ::listen(descriptor, SOMAXCONN) != 0) {
    const int os_error = errno;
    ::unlink(path.c_str());
    return std::unexpected(failure("listening on " + path, os_error));
  }
  file.device = status.st_dev;
  file.inode = status.st_ino;
  return file;
}

void remove_file(const ListeningFile& file, const std::string& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) return;
  if (status.st_dev != file.device || status.st_ino != file.inode) return;
  ::unlink(path.c_str());
}

Result<Socket> adopt_listener(int descriptor) {
  Socket socket(descriptor);
  const auto option = [&](int name) {
    int value = -1;
    socklen_t size = sizeof value;
    return ::getsockopt(descriptor, SOL_SOCKET, name, &value, &size) == 0 ? value : -1;
  };
  if (option(SO_DOMAIN) != AF_UNIX || option(SO_TYPE) != SOCK_STREAM || option(SO_ACCEPTCONN) != 1)
    return std::unexpected(
        failure("descriptor " + std::to_string(descriptor) + " is no listening Unix stream socket",
                EINVAL));
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
  return socket;
}

Socket accept_from(const Socket& listener, int& os_error) {
  int descriptor = -1;
  do {
    descriptor = ::accept4(listener.descriptor(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  } while (descriptor < 0 && errno == EINTR);
  os_error = descriptor < 0 ? errno : 0;
  return Socket(descriptor);
}

Peer peer_of(const Socket& socket) {
  // A peer that cannot be known is nobody, not root.
  ucred credentials{.pid = 0, .uid = static_cast<uid_t>(-1), .gid = static_cast<gid_t>(-1)};
  socklen_t size = sizeof credentials;
  ::getsockopt(socket.descriptor(), SOL_SOCKET, SO_PEERCRED, &credentials, &size);
  return {credentials.pid, credentials.uid, credentials.gid, groups_of(socket)};
}

}  // namespace dial::rpc
