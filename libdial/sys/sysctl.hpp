#pragma once

#include <string>

#include "dial/error.hpp"

namespace dial::sys {

// Writes a sysctl of one interface, "ipv6/disable_ipv6", in the network name space of the calling
// thread. kIpConfiguration with errno; ENOENT: there is no such interface or sysctl.
Result<> set_interface_sysctl(const std::string& interface, const std::string& key,
                              const std::string& value);

}  // namespace dial::sys
