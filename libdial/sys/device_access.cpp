#include "sys/device_access.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>

namespace dial::sys {
namespace {

struct Free {
  void operator()(char* text) const { std::free(text); }
};

// As the kernel does: the first of owner, group and others that fits decides.
bool may_use(const User& user, const struct stat& status) {
  if (user.uid == 0) return true;
  mode_t wanted = S_IROTH | S_IWOTH;
  if (status.st_uid == user.uid) {
    wanted = S_IRUSR | S_IWUSR;
  } else if (std::ranges::find(user.groups, status.st_gid) != user.groups.end()) {
    wanted = S_IRGRP | S_IWGRP;
  }
  return (status.st_mode & wanted) == wanted;
}

// Ports are opened on threads: getpwuid(3) and getgrgid(3) are for one.
std::string user_name(uid_t uid) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> texts;
  getpwuid_r(uid, &entry, texts.data(), texts.size(), &found);
  return found == nullptr ? std::to_string(uid) : found->pw_name;
}

std::string group_name(gid_t gid) {
  group entry{};
  group* found = nullptr;
  std::array<char, 16384> texts;  // its members stand there, too
  getgrgid_r(gid, &entry, texts.data(), texts.size(), &found);
  return found == nullptr ? std::to_string(gid) : found->gr_name;
}

std::vector<gid_t> own_groups() {
  std::vector<gid_t> groups(static_cast<std::size_t>(std::max(0, getgroups(0, nullptr))));
  const int count = getgroups(static_cast<int>(groups.size()), groups.data());
  groups.resize(static_cast<std::size_t>(std::max(0, count)));
  groups.push_back(getegid());
  return groups;
}

std::string octal(mode_t mode) {
  std::string text = "0000";
  for (std::size_t i = 4; i-- > 1; mode >>= 3)
    text[i] = static_cast<char>('0' + (mode & 7));
  return text;
}

}  // namespace

std::string describe_refusal(const std::string& device) {
  struct stat status{};
  if (::stat(device.c_str(), &status) != 0) return "permission denied";
  const std::string user = user_name(geteuid());
  const std::string group = group_name(status.st_gid);
  const std::string text = "permission denied: it is owned by " + user_name(status.st_uid) + ":" +
                           group + ", mode " + octal(status.st_mode & 0777) + "; ";
  constexpr mode_t kGroupMay = S_IRGRP | S_IWGRP;
  const auto groups = own_groups();
  const bool is_member = std::ranges::find(groups, status.st_gid) != groups.end();
  if (is_member || (status.st_mode & kGroupMay) != kGroupMay)
    return text + "its mode does not let " + user + " in";
  return text + user + " is not in the group " + group + " (usermod -aG " + group + " " + user +
         ", and start the program again)";
}

Result<std::string> device_for(const User& user, const std::string& path) {
  const auto refused = [&](const std::string& why) {
    return std::unexpected(Error{
        .code = ErrorCode::kAccessDenied, .layer = Layer::kPort, .context = path + " " + why});
  };
  const std::unique_ptr<char, Free> real(::realpath(path.c_str(), nullptr));
  struct stat status{};
  if (!real || lstat(real.get(), &status) != 0) {
    return std::unexpected(Error{.code = ErrorCode::kDeviceDoesNotExist,
                                 .layer = Layer::kPort,
                                 .context = path,
                                 .os_error = errno});
  }
  std::string device = real.get();
  if (!device.starts_with("/dev/") || !S_ISCHR(status.st_mode))
    return refused("is no character device below /dev");
  if (!may_use(user, status))
    return refused("may not be opened by uid " + std::to_string(user.uid) +
                   ", whose entry this is");
  return device;
}

}  // namespace dial::sys
