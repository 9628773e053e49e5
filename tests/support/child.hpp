#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>

namespace dial {

// Another process: does `work`, says so, and stays until it is told to go. It ends by _exit():
// nothing is cleaned up, as in a crash. It has copies of all descriptors of ours.
class Child {
 public:
  explicit Child(const std::function<bool()>& work) {
    int to_child[2];
    int to_parent[2];
    REQUIRE(pipe2(to_child, O_CLOEXEC) == 0);
    REQUIRE(pipe2(to_parent, O_CLOEXEC) == 0);
    pid_ = fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
      close(to_child[1]);
      const char verdict = work() ? 'y' : 'n';
      char go = 0;
      if (write(to_parent[1], &verdict, 1) == 1 && read(to_child[0], &go, 1) > 0) _exit(1);
      _exit(0);
    }
    close(to_child[0]);
    close(to_parent[1]);
    stay_ = to_child[1];
    char verdict = 0;
    REQUIRE(read(to_parent[0], &verdict, 1) == 1);
    close(to_parent[0]);
    is_done_ = verdict == 'y';
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { end(); }

  bool is_done() const { return is_done_; }
  pid_t pid() const { return pid_; }
  void end() {
    if (stay_ < 0) return;
    close(stay_);
    stay_ = -1;
    waitpid(pid_, nullptr, 0);
  }

 private:
  pid_t pid_ = 0;
  int stay_ = -1;
  bool is_done_ = false;
};

}  // namespace dial
