#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace dial::sys {

// "minicom (pid 4711)"; "a process (pid 4711)" where /proc does not tell.
std::string describe_process(pid_t process);

// Another process that has the device open, as far as /proc shows it to us and within a bound on
// the search; `device` is the real node. For messages only.
std::optional<pid_t> find_user_of(const std::string& device);

}  // namespace dial::sys
