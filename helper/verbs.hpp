#pragma once

#include <string_view>
#include <vector>

#include "helper/settings.hpp"
#include "sys/fd.hpp"
#include "sys/helper_message.hpp"

namespace dial::helper {

// One request on its way: what came with it, and what goes back with the reply.
struct Task {
  const Settings& settings;
  const sys::helper::Request& request;
  std::vector<sys::Fd>& descriptors;
  int client;                    // its connection: when that ends, so does what was started
  std::vector<sys::Fd> answers;  // descriptors for the reply
};

// Does what is asked; everything that is asked is judged here. May change the process's network
// namespace: a process serves one request.
sys::helper::Reply perform(Task& task);

// The verbs, each in a file with its kin.
sys::helper::Reply run_hook(Task& task);
sys::helper::Reply run_power_hook(Task& task);
sys::helper::Reply run_pppd(Task& task);
sys::helper::Reply open_namespace(Task& task);
sys::helper::Reply set_sysctl(Task& task);
sys::helper::Reply write_resolver(Task& task);
sys::helper::Reply run_resolvconf(Task& task);
sys::helper::Reply reset_usb(Task& task);
sys::helper::Reply name_holder(Task& task);

// The reply of a refusal or a failure.
sys::helper::Reply failed(ErrorCode code, std::string context, int os_error = 0);
// A name in a folder that leads nowhere else, and is no option of a program.
bool is_plain_name(std::string_view name, std::size_t longest);
// What a program of root's finds others by: "PATH=...".
extern const char* const kPath;
// "/dev/ttyUSB0" of whatever leads to it, if it is a character device below /dev.
Result<std::string> device_node(const std::string& path);

}  // namespace dial::helper
