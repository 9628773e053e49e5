#include "sys/process_identity.hpp"

#include <signal.h>

#include <cerrno>
#include <iterator>
#include <sstream>
#include <vector>

#include "sys/files.hpp"

namespace dial::sys {

namespace {

// The fields of proc(5), /proc/PID/stat, from the third on; empty: it cannot be read.
std::vector<std::string> fields_of(pid_t process) {
  const auto stat = read_file("/proc/" + std::to_string(process) + "/stat");
  if (!stat) return {};
  // The name, field 2, stands in brackets and may hold anything.
  std::istringstream text(stat->substr(stat->rfind(')') + 1));
  return {std::istream_iterator<std::string>(text), {}};
}

// The third field.
bool is_over(const std::vector<std::string>& fields) {
  return !fields.empty() && (fields[0] == "Z" || fields[0] == "X");
}

}  // namespace

std::string start_time(pid_t process) {
  constexpr std::size_t kField = 22 - 3;
  const auto fields = fields_of(process);
  return fields.size() <= kField || is_over(fields) ? "" : fields[kField];
}

bool has_ended(pid_t process) {
  if (kill(process, 0) != 0 && errno == ESRCH) return true;
  return is_over(fields_of(process));
}

}  // namespace dial::sys
