#include "helper/run.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

#include "sys/fd.hpp"

// glibc 2.36 left this out of its header.
extern "C" {
#include <sys/pidfd.h>
}

namespace dial::helper {
namespace {

using sys::Fd;
using sys::helper::Reply;

constexpr Duration kTermination{2'000};

TimePoint now() {
  return std::chrono::steady_clock::now();
}

Reply failure(ErrorCode code, const std::string& what, int os_error) {
  return {.error = {.code = code,
                    .layer = Layer::kManager,
                    .context = what + ": " + strerror(os_error),
                    .os_error = os_error}};
}

// ---- the child, until it is the program

bool put_at(int descriptor, int place) {
  if (descriptor < 0) descriptor = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  return descriptor >= 0 && ::dup2(descriptor, place) == place;
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts, const char* first = nullptr) {
  std::vector<char*> pointers;
  if (first != nullptr) pointers.push_back(const_cast<char*>(first));
  for (const std::string& text : texts)
    pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Returns only if it cannot be done, with errno.
void become(const Program& program) {
  constexpr mode_t kUsualMask = 022;
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::signal(SIGCHLD, SIG_DFL);
  ::umask(kUsualMask);
  const bool is_set = ::setsid() >= 0 && ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
                      ::chdir("/") == 0 &&
                      (program.network < 0 || ::setns(program.network, CLONE_NEWNET) == 0) &&
                      put_at(program.input, STDIN_FILENO) &&
                      put_at(program.output, STDOUT_FILENO) && put_at(STDOUT_FILENO, STDERR_FILENO);
  if (!is_set) return;
  const auto arguments = pointers_to(program.arguments, program.path.c_str());
  const auto environment = pointers_to(program.environment);
  ::execve(program.path.c_str(), arguments.data(), environment.data());
}

[[noreturn]] void run_child(const Program& program, int tell) {
  // All but the first three and the way back close with the program's start.
  const auto first = static_cast<unsigned>(STDERR_FILENO + 1);
  ::close_range(first, ~0U, CLOSE_RANGE_CLOEXEC);
  become(program);
  const int problem = errno;
  [[maybe_unused]] const auto told = ::write(tell, &problem, sizeof problem);
  ::_exit(127);
}

// ---- the parent

struct Child {
  pid_t process = 0;
  Fd handle;  // pidfd_open(2)
};

// 0, or the errno with which the child failed to become the program.
int start(const Program& program, Child& child) {
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return errno;
  const Fd ours(ends[0]);
  Fd theirs(ends[1]);
  child.process = ::fork();
  if (child.process < 0) return errno;
  if (child.process == 0) run_child(program, theirs.get());
  theirs.reset();
  child.handle = Fd(::pidfd_open(child.process, 0));
  int problem = 0;
  const bool has_failed = ::read(ours.get(), &problem, sizeof problem) == sizeof problem;
  if (!has_failed && child.handle) return 0;
  if (!has_failed) problem = errno;
  ::kill(child.process, SIGKILL);
  ::waitpid(child.process, nullptr, 0);
  return problem;
}

enum class Event { kEnded, kClientGone, kLimit };

int milliseconds_until(std::optional<TimePoint> deadline) {
  if (!deadline) return -1;
  // Up, so that the deadline has passed when the wait is over.
  const auto left = std::chrono::ceil<Duration>(*deadline - now()).count();
  return left > 0 ? static_cast<int>(left) : 0;
}

// `client` -1: nobody is listened to any more.
Event wait_for(const Child& child, int client, std::optional<TimePoint> deadline) {
  while (true) {
    std::array<pollfd, 2> watched{pollfd{.fd = child.handle.get(), .events = POLLIN, .revents = 0},
                                  pollfd{.fd = client, .events = POLLRDHUP, .revents = 0}};
    const int count = ::poll(watched.data(), watched.size(), milliseconds_until(deadline));
    if (count < 0 && errno == EINTR) continue;
    if (watched[0].revents != 0) return Event::kEnded;
    if (watched[1].revents != 0) return Event::kClientGone;
    if (deadline && now() >= *deadline) return Event::kLimit;
  }
}

Reply end_of(const Child& child) {
  // What it has left in its group; its number is the group's until it has been waited for.
  ::kill(-child.process, SIGKILL);
  int status = 0;
  while (::waitpid(child.process, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) return {.signal = WTERMSIG(status)};
  return {.status = WEXITSTATUS(status)};
}

void end(const Child& child) {
  ::kill(-child.process, SIGTERM);
  wait_for(child, -1, now() + kTermination);
  end_of(child);
}

}  // namespace

Reply run(const Program& program, int client) {
  Child child;
  if (const int problem = start(program, child); problem != 0)
    return failure(ErrorCode::kUnknown, "running " + program.path, problem);
  std::optional<TimePoint> deadline;
  if (program.limit) deadline = now() + *program.limit;
  switch (wait_for(child, client, deadline)) {
    case Event::kEnded:
      return end_of(child);
    case Event::kClientGone:
      end(child);
      return failure(ErrorCode::kUserDisconnection, program.path, EPIPE);
    case Event::kLimit:
      break;
  }
  end(child);
  return failure(ErrorCode::kRequestTimeout, program.path + " was ended", ETIMEDOUT);
}

bool is_network_namespace(int descriptor) {
  struct statfs system{};
  return ::fstatfs(descriptor, &system) == 0 && system.f_type == NSFS_MAGIC &&
         ::ioctl(descriptor, NS_GET_NSTYPE) == CLONE_NEWNET;
}

}  // namespace dial::helper
