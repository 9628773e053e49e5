#include "sys/holder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "base/bytes.hpp"
#include "sys/fd.hpp"

namespace dial::sys {
namespace {

constexpr int kMostLinks = 10'000;  // about 2 µs each

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

// Tells `found` of each file the process has open.
template <class Found>
void list_open(const std::string& process_folder, int& budget, Found found) {
  const Directory folder(opendir((process_folder + "/fd").c_str()));
  if (!folder) return;
  while (const dirent* entry = readdir(folder.get())) {
    if (--budget < 0) return;
    std::array<char, 256> target;
    const auto length =
        readlinkat(dirfd(folder.get()), entry->d_name, target.data(), target.size());
    if (length > 0) found(std::string_view(target.data(), static_cast<std::size_t>(length)));
  }
}

}  // namespace

std::string describe_process(pid_t process) {
  const auto number = std::to_string(process);
  const Fd file(open(("/proc/" + number + "/comm").c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 64> text;
  const auto count = file ? read(file.get(), text.data(), text.size()) : 0;
  std::string_view name(text.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  if (name.ends_with('\n')) name.remove_suffix(1);
  return (name.empty() ? std::string(kUnnamedProcess) : printable(octets_of(name))) + " (pid " +
         number + ")";
}

std::string modem_manager_rule(const std::string& device) {
  return "KERNEL==\"" + device.substr(device.rfind('/') + 1) + "\", ENV{ID_MM_PORT_IGNORE}=\"1\"";
}

std::string held_by(const std::string& user, const std::string& device) {
  std::string text = "held by " + user;
  if (!user.starts_with("ModemManager")) return text;
  return text +
         ", which leaves it alone for `mmcli --inhibit-device` while that runs, and for good "
         "by this line in /etc/udev/rules.d/77-dial.rules: " +
         modem_manager_rule(device);
}

std::map<std::string, pid_t> find_users_of(const std::vector<std::string>& devices) {
  std::map<std::string, pid_t> users;
  const Directory processes(opendir("/proc"));
  if (!processes) return users;
  int budget = kMostLinks;
  while (const dirent* entry = readdir(processes.get())) {
    const auto process = static_cast<pid_t>(std::atoi(entry->d_name));
    if (process <= 0 || process == getpid()) continue;
    list_open(std::string("/proc/") + entry->d_name, budget, [&](std::string_view file) {
      const auto device = std::ranges::find(devices, file);
      if (device != devices.end()) users.emplace(*device, process);
    });
    if (budget < 0 || users.size() == devices.size()) break;
  }
  return users;
}

std::optional<pid_t> find_user_of(const std::string& device) {
  const auto users = find_users_of({device});
  if (users.empty()) return std::nullopt;
  return users.begin()->second;
}

}  // namespace dial::sys
