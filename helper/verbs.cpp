#include "helper/verbs.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "base/bytes.hpp"
#include "sys/holder.hpp"

namespace dial::helper {

using sys::helper::Reply;
using sys::helper::Verb;

const char* const kPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

Reply failed(ErrorCode code, std::string context, int os_error) {
  if (os_error != 0) context += std::string(": ") + strerror(os_error);
  return {.error = {.code = code,
                    .layer = Layer::kManager,
                    .context = std::move(context),
                    .os_error = os_error}};
}

bool is_plain_name(std::string_view name, std::size_t longest) {
  const auto is_usual = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._-:@").find(c) != std::string_view::npos;
  };
  return !name.empty() && name.size() <= longest && name.front() != '.' && name.front() != '-' &&
         std::ranges::all_of(name, is_usual);
}

Result<std::string> device_node(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr),
                                                         &std::free);
  struct stat status{};
  const bool is_there = real && ::stat(real.get(), &status) == 0;
  if (is_there && S_ISCHR(status.st_mode) && std::string_view(real.get()).starts_with("/dev/"))
    return std::string(real.get());
  return std::unexpected(
      Error{.code = ErrorCode::kDeviceDoesNotExist,
            .layer = Layer::kManager,
            .context = printable(octets_of(path), 200) + " is no character device below /dev",
            .os_error = is_there ? 0 : ENOENT});
}

Reply name_holder(Task& task) {
  const auto node = device_node(task.request.name);
  if (!node) return {.error = node.error()};
  const auto user = sys::find_user_of(*node);
  return {.text = user ? sys::describe_process(*user) : std::string()};
}

Reply perform(Task& task) {
  switch (task.request.verb) {
    case Verb::kRunHook:
      return run_hook(task);
    case Verb::kRunPowerHook:
      return run_power_hook(task);
    case Verb::kRunPppd:
      return run_pppd(task);
    case Verb::kOpenNamespace:
      return open_namespace(task);
    case Verb::kSetSysctl:
      return set_sysctl(task);
    case Verb::kWriteResolver:
      return write_resolver(task);
    case Verb::kRunResolvconf:
      return run_resolvconf(task);
    case Verb::kResetUsb:
      return reset_usb(task);
    case Verb::kNameHolder:
      return name_holder(task);
  }
  return failed(ErrorCode::kInvalidParameter, "no such verb");
}

}  // namespace dial::helper
