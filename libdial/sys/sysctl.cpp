#include "sys/sysctl.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sys/fd.hpp"

namespace dial::sys {

Result<> set_interface_sysctl(const std::string& interface, const std::string& key,
                              const std::string& value) {
  // /proc/sys shows the name space of whoever looks.
  const auto slash = key.find('/');
  const std::string path =
      "/proc/sys/net/" + key.substr(0, slash) + "/conf/" + interface + key.substr(slash);
  const Fd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  const bool is_set =
      file && ::write(file.get(), value.data(), value.size()) == static_cast<ssize_t>(value.size());
  if (is_set) return {};
  const int problem = errno;
  return std::unexpected(Error{.code = ErrorCode::kIpConfiguration,
                               .layer = Layer::kNetwork,
                               .context = "writing " + path + ": " + strerror(problem),
                               .os_error = problem});
}

}  // namespace dial::sys
