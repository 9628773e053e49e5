#pragma once

#include <sys/types.h>

#include <string>

namespace dial::sys {

// When a process began, in the kernel's clock ticks since boot: with it a process id means one
// process only. "" if there is none of that id, or it has ended and nobody has waited for it yet.
std::string start_time(pid_t process);

// There is no such process, or it has ended and nobody has waited for it: where process 1 waits for
// none, as in some containers, that is for good. What may not be seen counts as running.
bool has_ended(pid_t process);

}  // namespace dial::sys
