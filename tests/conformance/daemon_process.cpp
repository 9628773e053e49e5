#include "conformance/daemon_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <vector>

#include "conformance/loop_thread.hpp"
#include "sys/fd.hpp"

namespace dial::conformance {
namespace {

// Where the daemon reports its state (sd_notify(3)).
sys::Fd notify_socket(const std::string& path) {
  sys::Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const bool bound = socket && ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address),
                                      sizeof address) == 0;
  if (!bound) give_up("a socket for sd_notify");
  return socket;
}

void wait_until_ready(const sys::Fd& socket) {
  for (;;) {
    pollfd watched{.fd = socket.get(), .events = POLLIN, .revents = 0};
    if (::poll(&watched, 1, 1000 * static_cast<int>(kPatience.count())) <= 0)
      give_up("diald, which does not get ready");
    char text[512];
    const auto length = ::recv(socket.get(), text, sizeof text, 0);
    const std::string_view said(text, static_cast<std::size_t>(length < 0 ? 0 : length));
    if (said.find("READY=1") != said.npos) return;
  }
}

// In the child, between fork and exec: system calls only.
[[noreturn]] void become(const std::vector<char*>& arguments, const std::vector<char*>& environment,
                         int log) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (log >= 0) {
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
  }
  ::execve(arguments[0], arguments.data(), environment.data());
  ::_exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (std::string& text : texts)
    all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

DaemonProcess::DaemonProcess(const std::string& directory, bool scripted) : directory_(directory) {
  const std::string notify = directory + "/notify";
  ::unlink(notify.c_str());
  const sys::Fd reports = notify_socket(notify);
  const sys::Fd log(
      ::open((directory + "/diald.log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  std::vector<std::string> command{scripted ? DIAL_FAR_END_DAEMON : DIAL_DIALD,
                                   "--socket",
                                   directory + "/socket",
                                   "--profiles",
                                   directory + "/profiles",
                                   "--secrets",
                                   directory + "/secrets.toml",
                                   "--lock-directory",
                                   directory + "/lock",
                                   "--state-directory",
                                   directory + "/state",
                                   "--runtime-directory",
                                   directory + "/run",
                                   "--interpreter",
                                   DIAL_LUA,
                                   "--log-level",
                                   "debug"};
  const std::string config = directory + "/diald.toml";
  if (std::filesystem::exists(config)) command.insert(command.end(), {"--config", config});
  std::vector<std::string> variables{"NOTIFY_SOCKET=" + notify,
                                     "PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
  for (const char* name : {"ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"}) {
    if (const char* value = std::getenv(name)) variables.push_back(std::string(name) + "=" + value);
  }
  const auto arguments = pointers(command);
  const auto environment = pointers(variables);
  process_ = ::fork();
  if (process_ == 0) become(arguments, environment, log.get());
  wait_until_ready(reports);
}

DaemonProcess::~DaemonProcess() {
  if (process_ == 0) return;
  signal(SIGTERM);
  const int status = wait();
  if (status == 0) return;
  std::ifstream log(directory_ + "/diald.log");
  for (std::string line; std::getline(log, line);)
    std::fprintf(stderr, "diald: %s\n", line.c_str());
  give_up(("diald, which ended with " + std::to_string(status)).c_str());
}

void DaemonProcess::signal(int number) const {
  if (process_ != 0) ::kill(process_, number);
}

int DaemonProcess::wait() {
  int status = 0;
  if (!eventually([&] { return ::waitpid(process_, &status, WNOHANG) == process_; })) {
    ::kill(process_, SIGKILL);
    give_up("the end of diald");
  }
  process_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace dial::conformance
