#include "sys/name_space.hpp"

#include <fcntl.h>
#include <sched.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>

namespace dial::sys {
namespace {

Error failure(const std::string& what, int os_error) {
  return {.code = ErrorCode::kIpConfiguration,
          .layer = Layer::kNetwork,
          .context = what + ": " + strerror(os_error),
          .os_error = os_error};
}

}  // namespace

Result<Fd> named_name_space(const std::string& path) {
  Fd space(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (space) return space;
  return std::unexpected(failure("the network name space " + path, errno));
}

Result<Fd> own_name_space() {
  return named_name_space("/proc/thread-self/ns/net");
}

Result<> run_in_name_space(int space, const std::function<void()>& work) {
  int problem = 0;
  // setns() is for one thread, which then has to end: nothing else may run there.
  try {
    std::thread([&] {
      problem = ::setns(space, CLONE_NEWNET) == 0 ? 0 : errno;
      if (problem == 0) work();
    }).join();
  } catch (const std::system_error& error) {
    return std::unexpected(failure("a thread for the name space", error.code().value()));
  }
  if (problem == 0) return {};
  Error error = failure("entering the network name space", problem);
  if (problem == EPERM) {
    error.code = ErrorCode::kAccessDenied;
    error.context += " (needs CAP_SYS_ADMIN)";
  }
  return std::unexpected(std::move(error));
}

}  // namespace dial::sys
