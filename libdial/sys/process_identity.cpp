#include "sys/process_identity.hpp"

#include <sstream>

#include "sys/files.hpp"

namespace dial::sys {

std::string start_time(pid_t process) {
  constexpr int kField = 22;  // proc(5), /proc/PID/stat
  const auto stat = read_file("/proc/" + std::to_string(process) + "/stat");
  if (!stat) return {};
  // The name, field 2, stands in brackets and may hold anything.
  std::istringstream fields(stat->substr(stat->rfind(')') + 1));
  std::string field;
  for (int number = 3; number <= kField; ++number)
    fields >> field;
  return field;
}

}  // namespace dial::sys
