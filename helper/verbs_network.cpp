// Network namespaces, and what /proc/sys says of an interface in one.
#include <fcntl.h>
#include <linux/if.h>
#include <linux/netlink.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <filesystem>

#include "base/bytes.hpp"
#include "helper/root_file.hpp"
#include "helper/run.hpp"
#include "helper/verbs.hpp"
#include "sys/sysctl.hpp"

namespace dial::helper {
namespace {

using sys::Fd;
using sys::helper::Reply;

// Linux, Documentation/networking/ip-sysctl.rst: those that concern one link and no other.
constexpr std::array<std::string_view, 14> kSysctls{
    "ipv4/accept_redirects", "ipv4/accept_source_route", "ipv4/forwarding",     "ipv4/log_martians",
    "ipv4/proxy_arp",        "ipv4/rp_filter",           "ipv4/send_redirects", "ipv6/accept_ra",
    "ipv6/accept_ra_defrtr", "ipv6/accept_redirects",    "ipv6/addr_gen_mode",  "ipv6/autoconf",
    "ipv6/disable_ipv6",     "ipv6/forwarding",
};

bool is_small_number(const std::string& text) {
  constexpr int kMost = 255;
  int number = -1;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc() && end == text.data() + text.size() && number >= 0 &&
         number <= kMost;
}

}  // namespace

// Who has a namespace by its descriptor alone cannot configure it without being root in it: with an
// rtnetlink socket that was made there he can.
Reply open_namespace(Task& task) {
  const std::string& name = task.request.name;
  if (!is_plain_name(name, 255))
    return failed(ErrorCode::kInvalidParameter, "no name of a namespace");
  const std::string path = task.settings.namespaces + "/" + name;
  Fd space(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!space) return failed(ErrorCode::kInvalidParameter, "opening " + path, errno);
  if (!is_network_namespace(space.get()))
    return failed(ErrorCode::kInvalidParameter, path + " is no network namespace");
  if (::setns(space.get(), CLONE_NEWNET) != 0)
    return failed(ErrorCode::kUnknown, "entering " + path, errno);
  task.answers.push_back(std::move(space));
  for (int i = 0; i < 2; ++i) {
    Fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE));
    if (!socket) return failed(ErrorCode::kUnknown, "a netlink socket in " + path, errno);
    task.answers.push_back(std::move(socket));
  }
  return {};
}

Reply set_sysctl(Task& task) {
  const auto& [verb, key, arguments, environment, limit] = task.request;
  const bool is_known = std::ranges::find(kSysctls, key) != kSysctls.end();
  if (!is_known) return failed(ErrorCode::kAccessDenied, "that sysctl is not to be set");
  if (arguments.size() != 2 || !is_plain_name(arguments[0], IFNAMSIZ - 1) ||
      !is_small_number(arguments[1])) {
    return failed(ErrorCode::kInvalidParameter, "an interface and a number up to 255 are meant");
  }
  // "all" and "default" are no interfaces.
  if (arguments[0] == "all" || arguments[0] == "default")
    return failed(ErrorCode::kAccessDenied, "\"" + arguments[0] + "\" concerns every interface");
  if (task.descriptors.size() != 1 || !is_network_namespace(task.descriptors[0].get()))
    return failed(ErrorCode::kInvalidParameter, "no network namespace came with it");
  if (::setns(task.descriptors[0].get(), CLONE_NEWNET) != 0)
    return failed(ErrorCode::kUnknown, "entering the network namespace", errno);
  const auto set = sys::set_interface_sysctl(arguments[0], key, arguments[1]);
  return {.error = set ? Error{} : set.error()};
}

}  // namespace dial::helper
