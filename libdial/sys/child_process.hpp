#pragma once

#include <sys/types.h>

#include <string>

#include "dial/error.hpp"
#include "sys/fd.hpp"

namespace dial::sys {

// A program of ours that runs beside this one, with a stream socket to it as its standard input and
// nothing else: no other descriptor, no environment, a session of its own. It is killed when this
// goes, and waited for by a thread: neither takes the caller's time. SIGCHLD and other children are
// none of its affair.
class ChildProcess {
 public:
  // kUnknown if the program is not there or may not be run, kNotEnoughMemory.
  static Result<ChildProcess> spawn(const std::string& program);
  ChildProcess(ChildProcess&&) = default;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

  int descriptor() const { return socket_.get(); }  // ours; does not block
  // "signal 9" or "status 1", if it has ended and told how. Once.
  std::string end();

 private:
  ChildProcess(Fd socket, Fd process) : socket_(std::move(socket)), process_(std::move(process)) {}

  Fd socket_;
  Fd process_;  // pidfd_open(2); none once waited for
};

}  // namespace dial::sys
