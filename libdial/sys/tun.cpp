#include "sys/tun.hpp"

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <cstring>

namespace dial::sys {
namespace {

constexpr char kDevice[] = "/dev/net/tun";

Error failure(const std::string& what, int os_error) {
  return {.code = ErrorCode::kNoIpAdapter,
          .layer = Layer::kNetwork,
          .context = what + ": " + strerror(os_error),
          .os_error = os_error};
}

std::string opening_problem(int os_error) {
  std::string what = std::string("opening ") + kDevice;
  switch (os_error) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
      return what + " (the tun module is missing: modprobe tun, or give the container the device)";
    case EACCES:
    case EPERM:
      return what + " (needs the right to read and write it)";
    default:
      return what;
  }
}

std::string attaching_problem(const std::string& name, int os_error) {
  std::string what = "making TUN interface " + (name.empty() ? "tun%d" : name);
  switch (os_error) {
    case EPERM:
      return what + " (needs CAP_NET_ADMIN)";
    case EBUSY:
      return what + " (another program has an interface of this name)";
    case EINVAL:
      return what + " (not a name for one, or that of another kind of interface)";
    default:
      return what;
  }
}

}  // namespace

Result<Tun> Tun::open(const std::string& name) {
  if (name.size() >= IFNAMSIZ) {
    return std::unexpected(failure(attaching_problem(name, EINVAL), EINVAL));
  }
  Fd descriptor(::open(kDevice, O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!descriptor) {
    const int problem = errno;
    return std::unexpected(failure(opening_problem(problem), problem));
  }
  ifreq request{};
  // IFF_TUN_EXCL: not one that somebody else has made to stay.
  request.ifr_flags = IFF_TUN | IFF_NO_PI | static_cast<short>(IFF_TUN_EXCL);
  name.copy(request.ifr_name, IFNAMSIZ - 1);
  if (ioctl(descriptor.get(), TUNSETIFF, &request) != 0) {
    const int problem = errno;
    return std::unexpected(failure(attaching_problem(name, problem), problem));
  }
  return Tun{std::move(descriptor), request.ifr_name};
}

Result<Tun> Tun::take_over(Fd descriptor) {
  ifreq request{};
  if (!descriptor || ioctl(descriptor.get(), TUNGETIFF, &request) != 0) {
    const int problem = descriptor ? errno : EBADF;
    return std::unexpected(failure("taking over a TUN interface", problem));
  }
  return Tun{std::move(descriptor), request.ifr_name};
}

std::string tun_interface(int descriptor) {
  ifreq request{};
  return ioctl(descriptor, TUNGETIFF, &request) == 0 ? request.ifr_name : std::string();
}

bool is_tun(int descriptor) {
  ifreq request{};
  return ioctl(descriptor, TUNGETIFF, &request) == 0 || errno == EBADFD;  // removed meanwhile
}

}  // namespace dial::sys
