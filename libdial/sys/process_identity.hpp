#pragma once

#include <sys/types.h>

#include <string>

namespace dial::sys {

// When a process began, in the kernel's clock ticks since boot: with it a process id means one
// process only. "" if there is none of that id.
std::string start_time(pid_t process);

}  // namespace dial::sys
