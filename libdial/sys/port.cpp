#include "sys/port.hpp"

#include <fcntl.h>
#include <linux/major.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "sys/device_access.hpp"
#include "sys/holder.hpp"
#include "sys/lock_file.hpp"
#include "sys/slow_close.hpp"

namespace dial::sys {
namespace {

Error failure(ErrorCode code, const std::string& device, const std::string& what,
              int os_error = 0) {
  return {.code = code,
          .layer = Layer::kPort,
          .context = "opening " + device + ": " + what,
          .os_error = os_error};
}

Error failure_by_errno(const std::string& device, int os_error) {
  const std::string what = strerror(os_error);
  switch (os_error) {
    case EACCES:
    case EPERM:
      return failure(ErrorCode::kAccessDenied, device, what, os_error);
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case ENODEV:
    case ENXIO:
      return failure(ErrorCode::kDeviceDoesNotExist, device, what, os_error);
    default:
      return failure(ErrorCode::kPortOrDevice, device, what, os_error);
  }
}

constexpr std::string_view kUnknownUser = "held by another program";

// Somebody has the device who made no lock file.
Error failure_by_user(const std::string& device, const std::string& node, int os_error) {
  const auto user = find_user_of(node);
  const auto what = user ? held_by(describe_process(*user), node) : std::string(kUnknownUser);
  return failure(ErrorCode::kPortNotAvailable, device, what, os_error);
}

Result<std::string> real_node(const std::string& device) {
  const std::unique_ptr<char, decltype(&std::free)> path(realpath(device.c_str(), nullptr),
                                                         &std::free);
  if (!path) return std::unexpected(failure_by_errno(device, errno));
  struct stat status{};
  if (stat(path.get(), &status) != 0) return std::unexpected(failure_by_errno(device, errno));
  if (!S_ISCHR(status.st_mode)) {  // opening a FIFO or a disk would do things to it
    return std::unexpected(failure(ErrorCode::kPortOrDevice, device, "not a serial device"));
  }
  return std::string(path.get());
}

// Other programs may know the device by the symbolic link or by the node.
Result<std::vector<LockFile>> take_locks(const std::string& device, const std::string& node,
                                         const std::string& directory) {
  std::vector<std::string> names{lock_name(device)};
  if (lock_name(node) != names.front()) names.push_back(lock_name(node));
  std::vector<LockFile> locks;
  for (const auto& name : names) {
    auto lock = LockFile::take(directory + "/" + name);
    if (!lock) return std::unexpected(failure(lock.error().code, device, lock.error().context));
    locks.push_back(std::move(*lock));
  }
  return locks;
}

// A pty lives as long as its master, and the exclusive flag with it: after a crash of ours nobody
// could open the line again.
bool is_pty(int descriptor) {
  struct stat status{};
  if (fstat(descriptor, &status) != 0) return false;
  const auto kind = major(status.st_rdev);
  return kind >= UNIX98_PTY_SLAVE_MAJOR && kind < UNIX98_PTY_SLAVE_MAJOR + UNIX98_PTY_MAJOR_COUNT;
}

// What was kept out before, by the same open(2), stays so.
Result<> keep_others_out(const Fd& descriptor, const std::string& device, const std::string& node) {
  if (flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return std::unexpected(failure_by_user(device, node, EWOULDBLOCK));
  if (!is_pty(descriptor.get())) ioctl(descriptor.get(), TIOCEXCL);
  return {};
}

Result<Fd> open_exclusively(const std::string& device, const std::string& node) {
  Fd descriptor(::open(node.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (!descriptor && errno == EBUSY) {  // its user has set TIOCEXCL
    return std::unexpected(failure_by_user(device, node, EBUSY));
  }
  if (!descriptor && errno == EACCES) {
    return std::unexpected(
        failure(ErrorCode::kAccessDenied, device, describe_refusal(node), EACCES));
  }
  if (!descriptor) return std::unexpected(failure_by_errno(device, errno));
  if (isatty(descriptor.get()) == 0) {
    return std::unexpected(failure(ErrorCode::kPortOrDevice, device, "not a serial device", errno));
  }
  if (auto kept = keep_others_out(descriptor, device, node); !kept)
    return std::unexpected(kept.error());
  return descriptor;
}

}  // namespace

struct Port::Impl {
  std::string device;
  std::vector<LockFile> locks;  // released after the descriptor: members go in reverse order
  Fd descriptor;

  // Closing does neither. The exclusive flag belongs to the terminal and would outlive our
  // descriptor; the flock belongs to what open(2) made, and a child that another thread forks has a
  // copy of that until it has its own program, or for good.
  void allow_others() const {
    if (!descriptor) return;
    ioctl(descriptor.get(), TIOCNXCL);
    flock(descriptor.get(), LOCK_UN);
  }
  ~Impl() { allow_others(); }
};

Result<Port> Port::open(const std::string& device, const std::string& lock_directory) {
  const auto node = real_node(device);
  if (!node) return std::unexpected(node.error());
  // Before the device is opened, which raises DTR: the holder's call would notice.
  auto locks = take_locks(device, *node, lock_directory);
  if (!locks) return std::unexpected(std::move(locks.error()));
  auto descriptor = open_exclusively(device, *node);
  if (!descriptor) return std::unexpected(std::move(descriptor.error()));
  auto impl = std::make_unique<Impl>();
  impl->device = device;
  impl->locks = std::move(*locks);
  impl->descriptor = std::move(*descriptor);
  return Port(std::move(impl));
}

Result<Port> Port::take_over(const std::string& device, Fd descriptor,
                             const std::string& lock_directory) {
  termios settings{};
  if (!descriptor || tcgetattr(descriptor.get(), &settings) != 0) {  // EIO: hung up
    return std::unexpected(Error{.code = ErrorCode::kNoConnection,
                                 .layer = Layer::kPort,
                                 .context = device + ": hung up while nobody was there",
                                 .os_error = descriptor ? errno : 0});
  }
  const auto node = real_node(device);
  if (!node) return std::unexpected(node.error());
  auto locks = take_locks(device, *node, lock_directory);
  if (!locks) return std::unexpected(std::move(locks.error()));
  if (auto kept = keep_others_out(descriptor, device, *node); !kept)
    return std::unexpected(kept.error());
  auto impl = std::make_unique<Impl>();
  impl->device = device;
  impl->locks = std::move(*locks);
  impl->descriptor = std::move(descriptor);
  return Port(std::move(impl));
}

Port::Port(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Port::Port(Port&&) noexcept = default;
Port& Port::operator=(Port&&) noexcept = default;
Port::~Port() = default;

int Port::descriptor() const {
  return impl_->descriptor.get();
}
const std::string& Port::device() const {
  return impl_->device;
}

bool is_holder_unknown(const Error& error) {
  if (error.code != ErrorCode::kPortNotAvailable) return false;
  return error.context.ends_with(kUnknownUser) ||
         error.context.find(std::string("held by ") + std::string(kUnnamedProcess)) !=
             std::string::npos;
}

Error with_holder(const Error& error, const std::string& device, const std::string& holder) {
  return failure(error.code, device, held_by(holder, device), error.os_error);
}

void Port::close(Port port, std::function<void()> done) {
  port.impl_->allow_others();
  auto descriptor = std::move(port.impl_->descriptor);
  const std::shared_ptr<Impl> rest = std::move(port.impl_);
  close_slowly(std::move(descriptor), [rest, done = std::move(done)] {
    rest->locks.clear();
    if (done) done();
  });
}

}  // namespace dial::sys
