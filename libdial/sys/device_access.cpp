#include "sys/device_access.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>

namespace dial::sys {
namespace {

struct Free {
  void operator()(char* text) const { std::free(text); }
};

// As the kernel does: the first of owner, group and others that fits decides.
bool may_use(const User& user, const struct stat& status) {
  if (user.uid == 0) return true;
  mode_t wanted = S_IROTH | S_IWOTH;
  if (status.st_uid == user.uid) {
    wanted = S_IRUSR | S_IWUSR;
  } else if (std::ranges::find(user.groups, status.st_gid) != user.groups.end()) {
    wanted = S_IRGRP | S_IWGRP;
  }
  return (status.st_mode & wanted) == wanted;
}

}  // namespace

Result<std::string> device_for(const User& user, const std::string& path) {
  const auto refused = [&](const std::string& why) {
    return std::unexpected(Error{
        .code = ErrorCode::kAccessDenied, .layer = Layer::kPort, .context = path + " " + why});
  };
  const std::unique_ptr<char, Free> real(::realpath(path.c_str(), nullptr));
  struct stat status{};
  if (!real || lstat(real.get(), &status) != 0) {
    return std::unexpected(Error{.code = ErrorCode::kDeviceDoesNotExist,
                                 .layer = Layer::kPort,
                                 .context = path,
                                 .os_error = errno});
  }
  std::string device = real.get();
  if (!device.starts_with("/dev/") || !S_ISCHR(status.st_mode))
    return refused("is no character device below /dev");
  if (!may_use(user, status))
    return refused("may not be opened by uid " + std::to_string(user.uid) +
                   ", whose entry this is");
  return device;
}

}  // namespace dial::sys
