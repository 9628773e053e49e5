#include "sys/child_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

// glibc 2.36 left this out of its header.
extern "C" {
#include <sys/pidfd.h>
}

namespace dial::sys {
namespace {

Error failure(ErrorCode code, const std::string& what, int os_error) {
  return {.code = code,
          .layer = Layer::kManager,
          .context = what + ": " + strerror(os_error),
          .os_error = os_error};
}

class Actions {
 public:
  Actions(int standard_input, bool is_heard) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, standard_input, STDIN_FILENO);
    if (is_heard) {
      ::posix_spawn_file_actions_adddup2(&actions_, STDERR_FILENO, STDOUT_FILENO);
    } else {
      ::posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
      ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    }
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
  }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  ~Actions() { ::posix_spawn_file_actions_destroy(&actions_); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

class Attributes {
 public:
  Attributes() {
    ::posix_spawnattr_init(&attributes_);
    sigset_t signals;
    ::sigfillset(&signals);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
    ::sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    ::posix_spawnattr_setflags(&attributes_,
                               POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
  }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

// As execve(2) takes them.
std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts)
    pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// The number of a pidfd as waitid() takes it.
id_t id_of(const Fd& process) {
  return static_cast<id_t>(process.get());
}

void wait_for(const Fd& process) {
  siginfo_t info{};
  while (::waitid(P_PIDFD, id_of(process), &info, WEXITED) != 0 && errno == EINTR) {
  }
}

void wait_elsewhere(Fd process) {
  const auto shared = std::make_shared<Fd>(std::move(process));
  try {
    std::thread([shared] { wait_for(*shared); }).detach();
  } catch (const std::system_error&) {
    wait_for(*shared);  // no thread to be had; it has been killed, and will not be long
  }
}

}  // namespace

Result<ChildProcess> ChildProcess::spawn(const std::string& program) {
  return start(program, {}, {}, false);
}

Result<ChildProcess> ChildProcess::spawn(const std::string& program,
                                         const std::vector<std::string>& arguments,
                                         const std::vector<std::string>& environment) {
  return start(program, arguments, environment, true);
}

Result<ChildProcess> ChildProcess::start(const std::string& program,
                                         const std::vector<std::string>& arguments,
                                         const std::vector<std::string>& environment,
                                         bool is_heard) {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return std::unexpected(failure(ErrorCode::kNotEnoughMemory, "a socket for " + program, errno));
  }
  Fd ours(ends[0]);
  const Fd theirs(ends[1]);
  ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  const Actions actions(theirs.get(), is_heard);
  const Attributes attributes;
  std::vector<char*> argument_list = pointers_to(arguments);
  argument_list.insert(argument_list.begin(), const_cast<char*>(program.c_str()));
  pid_t child = 0;
  const int refused = ::posix_spawn(&child, program.c_str(), actions.get(), attributes.get(),
                                    argument_list.data(), pointers_to(environment).data());
  if (refused != 0) {
    const bool is_full = refused == EAGAIN || refused == ENOMEM;
    return std::unexpected(failure(is_full ? ErrorCode::kNotEnoughMemory : ErrorCode::kUnknown,
                                   "starting " + program, refused));
  }
  Fd process(::pidfd_open(child, 0));
  if (process) return ChildProcess(std::move(ours), std::move(process), child);
  const int no_descriptor = errno;
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  return std::unexpected(
      failure(ErrorCode::kNotEnoughMemory, "a descriptor for " + program, no_descriptor));
}

ChildProcess::~ChildProcess() {
  if (!process_) return;
  kill_all();
  wait_elsewhere(std::move(process_));
}

// It has a session of its own, and so a group; its id is its own until it has been waited for.
void ChildProcess::kill_all() {
  if (process_) ::kill(-group_, SIGKILL);
}

std::string ChildProcess::end() {
  siginfo_t info{};
  if (!process_ || ::waitid(P_PIDFD, id_of(process_), &info, WEXITED | WNOHANG) != 0) return {};
  if (info.si_pid == 0) return {};
  process_.reset();
  const bool has_exited = info.si_code == CLD_EXITED;
  return (has_exited ? "status " : "signal ") + std::to_string(info.si_status);
}

}  // namespace dial::sys
