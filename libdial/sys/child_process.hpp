#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "dial/error.hpp"
#include "sys/fd.hpp"

namespace dial::sys {

// A program of ours that runs beside this one, with a stream socket to it as its standard input and
// nothing else: no other descriptor, no environment, a session of its own. It is killed when this
// goes, with what kept to its process group, and waited for by a thread: neither takes the caller's
// time. SIGCHLD and other children are none of its affair.
class ChildProcess {
 public:
  // kUnknown if the program is not there or may not be run, kNotEnoughMemory.
  static Result<ChildProcess> spawn(const std::string& program);
  // With these arguments behind its name, these "NAME=VALUE" for an environment, and what it
  // writes going where our own errors go.
  static Result<ChildProcess> spawn(const std::string& program,
                                    const std::vector<std::string>& arguments,
                                    const std::vector<std::string>& environment);
  ChildProcess(ChildProcess&&) = default;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

  int descriptor() const { return socket_.get(); }       // ours; does not block
  int end_descriptor() const { return process_.get(); }  // readable when it has ended: end() tells
  void close_input() { socket_.reset(); }
  void kill_all();  // it, and what it has started that kept to its process group
  // "signal 9" or "status 1", if it has ended and told how. Once.
  std::string end();

 private:
  static Result<ChildProcess> start(const std::string& program,
                                    const std::vector<std::string>& arguments,
                                    const std::vector<std::string>& environment, bool is_heard);
  ChildProcess(Fd socket, Fd process, pid_t group)
      : socket_(std::move(socket)), process_(std::move(process)), group_(group) {}

  Fd socket_;
  Fd process_;   // pidfd_open(2); none once waited for
  pid_t group_;  // its own id, while it has not been waited for
};

}  // namespace dial::sys
