#pragma once

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "helper/serve.hpp"
#include "sys/fd.hpp"

namespace dial::test {

// dial-helper as it is with --listen, for this user, in processes of its own until destroyed.
class HelperProcess {
 public:
  HelperProcess(const std::string& path, helper::Settings settings) : path_(path) {
    settings.client = ::geteuid();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    REQUIRE(path.size() < sizeof address.sun_path);
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const sys::Fd socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    const auto* where = reinterpret_cast<const sockaddr*>(&address);
    REQUIRE(::bind(socket.get(), where, sizeof address) == 0);
    REQUIRE(::listen(socket.get(), 4) == 0);
    process_ = ::fork();
    REQUIRE(process_ >= 0);
    if (process_ == 0) serve_all(socket, settings);
  }
  HelperProcess(const HelperProcess&) = delete;
  HelperProcess& operator=(const HelperProcess&) = delete;
  ~HelperProcess() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    ::unlink(path_.c_str());
  }

 private:
  [[noreturn]] static void serve_all(const sys::Fd& socket, const helper::Settings& settings) {
    std::signal(SIGCHLD, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    while (true) {
      const sys::Fd client(::accept4(socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (::fork() != 0) continue;
      std::signal(SIGCHLD, SIG_DFL);
      helper::serve(settings, client);
      ::_exit(0);
    }
  }

  std::string path_;
  pid_t process_ = 0;
};

}  // namespace dial::test
