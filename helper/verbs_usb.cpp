// What brings a modem back that does not answer any more: its USB device is made anew.
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "helper/verbs.hpp"

namespace dial::helper {
namespace {

namespace fs = std::filesystem;
using sys::Fd;
using sys::helper::Reply;

// The folder of the USB device that a character device belongs to; empty if it belongs to none.
fs::path usb_device_of(const std::string& node, const std::string& sys) {
  struct stat status{};
  if (::stat(node.c_str(), &status) != 0) return {};
  const std::string number =
      std::to_string(major(status.st_rdev)) + ":" + std::to_string(minor(status.st_rdev));
  std::error_code nowhere;
  fs::path folder = fs::canonical(fs::path(sys) / "dev/char" / number, nowhere);
  if (nowhere) return {};
  const fs::path top = fs::canonical(sys, nowhere);
  for (; folder != top && folder != folder.parent_path(); folder = folder.parent_path()) {
    if (fs::exists(folder / "devnum", nowhere) && fs::exists(folder / "busnum", nowhere))
      return folder;
  }
  return {};
}

unsigned number_in(const fs::path& file) {
  unsigned number = 0;
  std::ifstream(file) >> number;
  return number;
}

int write_to(const fs::path& file, const char* digit) {
  const Fd descriptor(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  return descriptor && ::write(descriptor.get(), digit, 1) == 1 ? 0 : errno;
}

// As if it were unplugged and plugged in again, power aside.
Reply reauthorize(const fs::path& device) {
  const fs::path file = device / "authorized";
  for (const char* digit : {"0", "1"}) {
    if (const int problem = write_to(file, digit); problem != 0)
      return failed(ErrorCode::kHardwareFailure, "writing " + file.string(), problem);
  }
  return {};
}

Reply reset(const fs::path& device, const std::string& usb) {
  std::array<char, 16> name{};
  std::snprintf(name.data(), name.size(), "%03u/%03u", number_in(device / "busnum"),
                number_in(device / "devnum"));
  const std::string path = usb + "/" + name.data();
  const Fd descriptor(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!descriptor || ::ioctl(descriptor.get(), USBDEVFS_RESET, 0) != 0)
    return failed(ErrorCode::kHardwareFailure, "resetting " + path, errno);
  return {};
}

}  // namespace

Reply reset_usb(Task& task) {
  const auto node = device_node(task.request.name);
  if (!node) return {.error = node.error()};
  const fs::path device = usb_device_of(*node, task.settings.sys);
  if (device.empty())
    return failed(ErrorCode::kWrongDeviceAttached, *node + " belongs to no USB device");
  const auto& how = task.request.arguments;
  if (how.size() == 1 && how[0] == "authorized") return reauthorize(device);
  if (how.size() == 1 && how[0] == "reset") return reset(device, task.settings.usb);
  return failed(ErrorCode::kInvalidParameter, "\"reset\" or \"authorized\" is meant");
}

}  // namespace dial::helper
