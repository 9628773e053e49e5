// RasConnectionNotification.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "ras/call.hpp"
#include "ras/guard.hpp"

namespace dial::ras {
namespace {

constexpr std::uint32_t kKnownFlags =
    RASCN_Connection | RASCN_Disconnection | RASCN_BandwidthAdded | RASCN_BandwidthRemoved;

// Closes with its last owner. Null if the process may have no more descriptors.
std::shared_ptr<const int> copy_of(int descriptor) {
  const int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) return nullptr;
  return {new int(copy), [](const int* kept) {
            close(*kept);
            delete kept;
          }};
}

Result<> add_signal(HRASCONN handle, int descriptor, std::uint32_t flags) {
  if ((flags & ~kKnownFlags) != 0) return std::unexpected(misused("an unknown RASCN flag"));
  Signal signal{.descriptor = descriptor, .copy = copy_of(descriptor), .flags = flags};
  if (!signal.copy) {
    Error error = misused("the descriptor");
    error.os_error = errno;
    return std::unexpected(error);
  }
  if (!is_all_connections(handle)) {
    const auto connection = connection_of(handle);
    if (!connection) return std::unexpected(connection.error());
    if (auto known = connection->dialer->status(connection->id); !known) {
      return std::unexpected(known.error());
    }
    signal.connection = connection->id;
  }
  const auto service = Process::get().service();
  if (!service) return std::unexpected(service.error());
  return (*service)->add_signal(signal);
}

Result<> remove_signals(int descriptor) {
  const auto service = Process::get().service();
  if (!service) return std::unexpected(service.error());
  (*service)->remove_signals(descriptor);
  return {};
}

}  // namespace
}  // namespace dial::ras

using namespace dial::ras;

std::uint32_t RasConnectionNotification(HRASCONN connection, int descriptor, std::uint32_t flags) {
  return guarded([&] {
    return flags == 0 ? remove_signals(descriptor) : add_signal(connection, descriptor, flags);
  });
}
