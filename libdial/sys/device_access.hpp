#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "dial/error.hpp"

namespace dial::sys {

// Somebody for whom we act, as the kernel named him.
struct User {
  uid_t uid = 0;
  std::vector<gid_t> groups;
};

// The real path of a device the user could open himself for reading and writing, by its owner,
// group and mode (access control lists do not count); kAccessDenied otherwise, and for what is no
// character device below /dev. The path has no symbolic link in it, so that it cannot be led
// elsewhere before it is opened.
Result<std::string> device_for(const User& user, const std::string& path);

// Why the kernel does not let this process open the device, for a person: whose it is, which rights
// it has, and what this process lacks. "owned by root:dialout, mode 0660; …".
std::string describe_refusal(const std::string& device);

}  // namespace dial::sys
