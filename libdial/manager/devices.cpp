#include "manager/devices.hpp"

#include <filesystem>

#include "sys/devices.hpp"
#include "sys/holder.hpp"

namespace dial::manager {
namespace {

// Profiles may name a port by any link to it.
std::string real_path(const std::string& path) {
  std::error_code failed;
  const auto real = std::filesystem::canonical(path, failed);
  return failed ? path : real.string();
}

std::string name_for(uid_t viewer, const std::string& entry) {
  const auto key = parse_entry_key(entry);
  const bool is_hidden = key && key->user && *key->user != viewer && !is_privileged(viewer);
  return is_hidden ? "an entry of uid " + std::to_string(*key->user) : "\"" + entry + "\"";
}

}  // namespace

std::vector<Device> list_devices(const Manager& manager, uid_t viewer) {
  std::vector<Device> devices = sys::list_devices();
  std::vector<std::string> paths;
  paths.reserve(devices.size());
  for (const Device& device : devices)
    paths.push_back(device.path);
  if (paths.empty()) return devices;
  const auto users = sys::find_users_of(paths);
  const auto connections = manager.connections();
  for (Device& device : devices) {
    if (const auto user = users.find(device.path); user != users.end())
      device.used_by = sys::describe_process(user->second);
    for (const ConnectionStatus& connection : connections) {
      if (real_path(connection.device) == device.path)
        device.used_by = name_for(viewer, connection.entry);
    }
  }
  return devices;
}

}  // namespace dial::manager
