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

bool has_open(const std::string& process_folder, std::string_view device, int& budget) {
  const Directory folder(opendir((process_folder + "/fd").c_str()));
  if (!folder) return false;
  while (const dirent* entry = readdir(folder.get())) {
    if (--budget < 0) return false;
    std::array<char, 256> target;
    const auto length =
        readlinkat(dirfd(folder.get()), entry->d_name, target.data(), target.size());
    if (length > 0 && std::string_view(target.data(), static_cast<std::size_t>(length)) == device) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string describe_process(pid_t process) {
  const auto number = std::to_string(process);
  const Fd file(open(("/proc/" + number + "/comm").c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 64> text;
  const auto count = file ? read(file.get(), text.data(), text.size()) : 0;
  std::string_view name(text.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  if (name.ends_with('\n')) name.remove_suffix(1);
  return (name.empty() ? "a process" : printable(octets_of(name))) + " (pid " + number + ")";
}

std::optional<pid_t> find_user_of(const std::string& device) {
  const Directory processes(opendir("/proc"));
  if (!processes) return std::nullopt;
  int budget = kMostLinks;
  while (const dirent* entry = readdir(processes.get())) {
    const auto process = static_cast<pid_t>(std::atoi(entry->d_name));
    if (process <= 0 || process == getpid()) continue;
    if (has_open(std::string("/proc/") + entry->d_name, device, budget)) return process;
    if (budget < 0) break;
  }
  return std::nullopt;
}

}  // namespace dial::sys
