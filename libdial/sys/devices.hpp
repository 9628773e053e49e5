#pragma once

#include <string>
#include <vector>

#include "dial/phone_book.hpp"

namespace dial::sys {

// Where the kernel and udev show the devices; others in tests.
struct DeviceFolders {
  std::string sys = "/sys";
  std::string dev = "/dev";
};

// The serial ports and modems of this machine, by name: real ones, with a driver and hardware
// behind it. `used_by` stays empty.
std::vector<Device> list_devices(const DeviceFolders& folders = {});

}  // namespace dial::sys
