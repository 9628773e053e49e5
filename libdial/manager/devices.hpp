#pragma once

#include <vector>

#include "dial/phone_book.hpp"
#include "manager/manager.hpp"

namespace dial::manager {

// The serial devices of this machine (RasEnumDevices), and who has them: a connection, or another
// process as far as /proc shows it. Another user's entry is not named to `viewer`.
std::vector<Device> list_devices(const Manager& manager, uid_t viewer);

}  // namespace dial::manager
