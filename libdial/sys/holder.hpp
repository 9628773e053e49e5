#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dial::sys {

inline constexpr std::string_view kUnnamedProcess = "a process";
// "minicom (pid 4711)"; "a process (pid 4711)" where /proc does not tell.
std::string describe_process(pid_t process);

// Another process that has the device open, as far as /proc shows it to us and within a bound on
// the search; `device` is the real node. For messages only.
std::optional<pid_t> find_user_of(const std::string& device);
// The same for several in one search: those that have a user, with one of them.
std::map<std::string, pid_t> find_users_of(const std::vector<std::string>& devices);

}  // namespace dial::sys
