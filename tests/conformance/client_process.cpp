#include "conformance/client_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>

#include "conformance/loop_thread.hpp"

namespace dial::conformance {

ClientProcess::ClientProcess(bool direct, const std::string& directory, const std::string& entry,
                             const std::string& number, const std::string& how)
    : log_(directory + "/client.log") {
  std::vector<std::string> command{
      DIAL_CONFORMANCE_CLIENT, direct ? "direct" : "daemon", directory, entry, number, how};
  std::vector<char*> arguments(command.size() + 1);  // nullptr ends them
  std::ranges::transform(command, arguments.begin(), [](std::string& word) { return word.data(); });
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log_.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0644);
  const int error =
      posix_spawn(&process_, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) give_up("a program that dials");
}

ClientProcess::~ClientProcess() {
  if (process_ == 0) return;
  kill();
  wait();
}

void ClientProcess::kill() const {
  if (process_ != 0) ::kill(process_, SIGKILL);
}

int ClientProcess::wait() {
  int status = 0;
  if (!eventually([&] { return ::waitpid(process_, &status, WNOHANG) == process_; }))
    give_up("the end of a program that dials");
  process_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::string ClientProcess::said() const {
  std::ifstream file(log_);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace dial::conformance
