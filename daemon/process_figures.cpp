// What the kernel says of this process.
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "metrics.hpp"

namespace dial::daemon {
namespace {

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double start_time() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

}  // namespace

ProcessFigures process_figures() {
  static const double kStarted = start_time();  // the first call is made at the start
  ProcessFigures figures{.started = kStarted};
  rusage used{};
  if (getrusage(RUSAGE_SELF, &used) == 0)
    figures.cpu_seconds = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> pages;  // the second is what is resident
  figures.resident_bytes = pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  std::error_code ignored;
  for (auto entry = std::filesystem::directory_iterator("/proc/self/fd", ignored);
       entry != std::filesystem::directory_iterator(); entry.increment(ignored))
    ++figures.open_descriptors;
  return figures;
}

}  // namespace dial::daemon
