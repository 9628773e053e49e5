#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "dial/error.hpp"

namespace dial::sys {

// "/dev/ttyUSB0" → "LCK..ttyUSB0", "/dev/pts/5" → "LCK..pts_5": the names pppd, minicom and
// uucp use.
std::string lock_name(const std::string& device);

// A UUCP lock file in HDB format: the holder's process id as "%10d\n". It is made complete under
// another name and linked into place, so that nobody sees it half written. It is advice among
// programs that know it: where it cannot be made (no directory, no right to write) the lock is
// empty and the caller relies on flock and TIOCEXCL.
class LockFile {
 public:
  // `context` of the error is what holds it: "held by minicom (pid 4711)". A file whose process
  // is gone is taken over. Fails with kPortNotAvailable only.
  static Result<LockFile> take(const std::string& path);

  LockFile() = default;
  LockFile(LockFile&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  LockFile& operator=(LockFile&& other) noexcept;
  ~LockFile() { release(); }

  void release();  // removes the file if it is still ours
  explicit operator bool() const { return !path_.empty(); }

 private:
  static Result<LockFile> make(const std::string& path);
  explicit LockFile(std::string path) : path_(std::move(path)) {}
  std::string path_;  // empty: holds nothing
};

// Removes the lock files in that directory that a process has left which is gone; `started` tells
// it from a later one with its number (start_time()). Returns their paths.
std::vector<std::string> remove_locks_of(const std::string& directory, pid_t process,
                                         const std::string& started);

}  // namespace dial::sys
