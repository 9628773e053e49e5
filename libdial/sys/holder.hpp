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

// A line for a file in /etc/udev/rules.d by which ModemManager leaves the device alone.
std::string modem_manager_rule(const std::string& device);
// Who has the device, and if that is ModemManager what keeps it off. `user` as by
// describe_process().
std::string held_by(const std::string& user, const std::string& device);

}  // namespace dial::sys
