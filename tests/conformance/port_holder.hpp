#pragma once

#include <sys/types.h>

#include <string>

namespace dial::conformance {

// Another process, which has a device open and locked with flock(2).
class PortHolder {
 public:
  explicit PortHolder(const std::string& device);  // returns when it holds the device
  ~PortHolder();
  PortHolder(const PortHolder&) = delete;
  PortHolder& operator=(const PortHolder&) = delete;

  pid_t id() const { return process_; }

 private:
  pid_t process_ = 0;
};

}  // namespace dial::conformance
