#pragma once

#include <sys/types.h>

#include <string>

namespace dial::conformance {

// diald, as a child of this process; killed when that ends.
class DaemonProcess {
 public:
  // Returns when the daemon has said READY=1. Its files are in `directory`: socket, profiles, lock,
  // secrets.toml, and diald.log which it writes.
  // `scripted`: with a far end that asks (scripted_far_end.hpp).
  explicit DaemonProcess(const std::string& directory, bool scripted = false);
  ~DaemonProcess();  // terminate(), which must give 0
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  pid_t id() const { return process_; }
  void signal(int number) const;
  // Waits for its end; the status, or minus the signal that ended it.
  int wait();

 private:
  std::string directory_;
  pid_t process_ = 0;  // 0: it has ended
};

}  // namespace dial::conformance
