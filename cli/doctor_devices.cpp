// The ports that profiles name, and who is in their way.
#include <grp.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <map>

#include "cli/doctor_facts.hpp"
#include "cli/users.hpp"
#include "sys/holder.hpp"
#include "sys/lock_file.hpp"

namespace dial::cli {
namespace {

constexpr const char* kLocks = "/run/lock/";

std::string group_name(gid_t gid) {
  const group* found = getgrgid(gid);
  return found == nullptr ? std::to_string(gid) : found->gr_name;
}

bool lives(pid_t pid) {
  return pid > 0 && (::kill(pid, 0) == 0 || errno == EPERM);
}

void look_at_lock(DeviceFacts& facts) {
  const std::string path = kLocks + sys::lock_name(facts.real);
  std::ifstream file(path);
  pid_t holder = 0;
  if (!file) return;
  facts.lock = path;
  if (!(file >> holder) || !lives(holder)) return;
  facts.locked_by = holder;
  facts.locked_by_name = sys::describe_process(holder);
}

// What udev has noted of a device (its database, one file for each).
bool is_left_alone_by_modem_manager(dev_t device) {
  std::ifstream notes("/run/udev/data/c" + std::to_string(major(device)) + ":" +
                      std::to_string(minor(device)));
  for (std::string line; std::getline(notes, line);) {
    if (line == "E:ID_MM_PORT_IGNORE=1" || line == "E:ID_MM_DEVICE_IGNORE=1") return true;
  }
  return false;
}

DeviceFacts look_at_device(const std::string& path, const std::string& entries) {
  DeviceFacts facts{.path = path, .entries = entries};
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0) {
    facts.os_error = errno;
    return facts;
  }
  facts.is_terminal = S_ISCHR(about.st_mode);
  char real[PATH_MAX];
  facts.real = ::realpath(path.c_str(), real) == nullptr ? path : real;
  facts.mode = about.st_mode;
  facts.owner = about.st_uid;
  facts.group = about.st_gid;
  facts.owner_name = user_name(about.st_uid);
  facts.group_name = group_name(about.st_gid);
  facts.modem_manager_ignores = is_left_alone_by_modem_manager(about.st_rdev);
  look_at_lock(facts);
  return facts;
}

// Device and the entries that name it. What is no path, as an address or a command, is no port.
std::map<std::string, std::string> devices_of(const std::vector<ProfileInfo>& profiles) {
  std::map<std::string, std::string> devices;
  for (const ProfileInfo& profile : profiles) {
    if (profile.abstract || !profile.device.starts_with('/')) continue;
    std::string& names = devices[profile.device];
    names += (names.empty() ? "" : ", ") + profile.name;
  }
  return devices;
}

}  // namespace

std::vector<DeviceFacts> look_at_devices(const std::vector<ProfileInfo>& profiles,
                                         const std::vector<ConnectionStatus>& connections) {
  const bool modem_manager_runs = !processes_named("ModemManager").empty();
  std::vector<DeviceFacts> all;
  std::vector<std::string> paths;
  for (const auto& [device, entries] : devices_of(profiles)) {
    all.push_back(look_at_device(device, entries));
    if (all.back().is_terminal) paths.push_back(all.back().real);
  }
  const auto holders = sys::find_users_of(paths);
  for (DeviceFacts& facts : all) {
    facts.modem_manager_runs = modem_manager_runs;
    for (const ConnectionStatus& connection : connections) {
      if (connection.device == facts.path) facts.connection = connection.entry;
    }
    const auto holder = holders.find(facts.real);
    if (holder == holders.end()) continue;
    facts.holder = holder->second;
    facts.holder_name = sys::describe_process(holder->second);
  }
  return all;
}

}  // namespace dial::cli
