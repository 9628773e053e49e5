#include "conformance/port_holder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "conformance/loop_thread.hpp"

namespace dial::conformance {
namespace {

// In the child, which shares no descriptor with us: system calls only.
[[noreturn]] void hold(const char* device, int report) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(report, STDIN_FILENO);
  ::close_range(3, ~0U, 0);
  const int descriptor = ::open(device, O_RDWR | O_NOCTTY | O_NONBLOCK);
  const char outcome = descriptor >= 0 && ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? 'y' : 'n';
  if (::write(STDIN_FILENO, &outcome, 1) != 1) ::_exit(1);
  for (;;)
    ::pause();
}

}  // namespace

PortHolder::PortHolder(const std::string& device) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) give_up("a pipe");
  process_ = ::fork();
  if (process_ == 0) hold(device.c_str(), ends[1]);
  ::close(ends[1]);
  char outcome = 'n';
  if (::read(ends[0], &outcome, 1) != 1 || outcome != 'y') give_up("a process that holds the port");
  ::close(ends[0]);
}

PortHolder::~PortHolder() {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

}  // namespace dial::conformance
