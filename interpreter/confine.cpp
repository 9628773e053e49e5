#include "interpreter/confine.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <memory>

namespace dial::interpreter {
namespace {

constexpr id_t kNobody = 65'534;

bool set_limit(__rlimit_resource_t resource, rlim_t soft, rlim_t hard) {
  const rlimit limit{.rlim_cur = soft, .rlim_max = hard};
  return ::setrlimit(resource, &limit) == 0;
}

bool set_limits(std::size_t memory, std::chrono::seconds computing) {
  const auto seconds = static_cast<rlim_t>(computing.count());
#ifndef DIAL_SANITIZED
  // For the program, its libraries and what the script has in its hands on the way to us.
  constexpr rlim_t kOwnMemory = 64 << 20;
  if (!set_limit(RLIMIT_AS, memory + kOwnMemory, memory + kOwnMemory)) return false;
#else
  static_cast<void>(memory);
#endif
  return set_limit(RLIMIT_CPU, seconds, seconds + 1) && set_limit(RLIMIT_NPROC, 0, 0) &&
         set_limit(RLIMIT_FSIZE, 0, 0) && set_limit(RLIMIT_NOFILE, 0, 0) &&
         set_limit(RLIMIT_CORE, 0, 0);
}

// What root has beyond others. A service may have been left without the right to become another
// user: then the capabilities go, and the filter of system calls is what holds.
void drop_rights() {
  if (::geteuid() == 0) {
    static_cast<void>(::setgroups(0, nullptr) == 0 && ::setresgid(kNobody, kNobody, kNobody) == 0 &&
                      ::setresuid(kNobody, kNobody, kNobody) == 0);
  }
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  ::syscall(SYS_capset, &header, none);
  ::prctl(PR_SET_DUMPABLE, 0);
}

#ifndef DIAL_SANITIZED
// What Lua, malloc() and our few functions need.
bool filter_system_calls() {
  constexpr int kAllowed[] = {
      SCMP_SYS(read),    SCMP_SYS(write),        SCMP_SYS(setitimer),     SCMP_SYS(exit_group),
      SCMP_SYS(brk),     SCMP_SYS(rt_sigreturn), SCMP_SYS(munmap),        SCMP_SYS(mremap),
      SCMP_SYS(madvise), SCMP_SYS(getrandom),    SCMP_SYS(clock_gettime), SCMP_SYS(time),
      SCMP_SYS(futex),
  };
  using Filter = std::unique_ptr<void, decltype(&seccomp_release)>;
  const Filter filter(seccomp_init(SCMP_ACT_KILL_PROCESS), seccomp_release);
  if (!filter) return false;
  for (const int call : kAllowed) {
    if (seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) != 0) return false;
  }
  // Memory that can be run is none of a script's.
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) {
    const auto without_exec = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    if (seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 1, without_exec) != 0) return false;
  }
  return seccomp_load(filter.get()) == 0;  // with it goes PR_SET_NO_NEW_PRIVS
}
#else
bool filter_system_calls() {
  return true;
}
#endif

}  // namespace

std::string confine(std::size_t memory, std::chrono::seconds computing) {
  drop_rights();
  if (!set_limits(memory, computing)) return "the limits of the interpreter cannot be set";
  // A kernel may lack the filter; a process that is nobody can do without it.
  if (!filter_system_calls() && ::geteuid() == 0)
    return "neither the rights nor the system calls of the interpreter can be limited";
  return {};
}

}  // namespace dial::interpreter
