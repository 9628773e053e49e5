#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace dial::conformance {

// A program that dials (interleavings/client_main.cpp), as a child of this process. What it says
// goes to DIRECTORY/client.log.
class ClientProcess {
 public:
  ClientProcess(bool direct, const std::string& directory, const std::string& entry,
                const std::string& number, const std::string& how);
  ~ClientProcess();  // kills it
  ClientProcess(const ClientProcess&) = delete;
  ClientProcess& operator=(const ClientProcess&) = delete;

  pid_t id() const { return process_; }
  void kill() const;
  // Waits for its end; the status, or minus the signal that ended it.
  int wait();
  std::string said() const;

 private:
  std::string log_;
  pid_t process_ = 0;  // 0: it has ended
};

}  // namespace dial::conformance
