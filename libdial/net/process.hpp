#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "dial/error.hpp"
#include "sys/child_process.hpp"
#include "uv/poll.hpp"
#include "uv/timer.hpp"

namespace dial::net {

struct Command {
  std::string program;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;  // "NAME=VALUE"
  std::string input = {};                // its standard input, a few kilobytes at most
  Duration limit{30'000};
};

// A program that runs beside the loop until it ends, or is killed at its limit with all it has
// started. Loop's thread. Destroyed, it kills the program.
class Process {
 public:
  // On the loop, never inside start(); may destroy the process. `trouble` is empty if it ended
  // with status 0, else "ended with status 1", "was killed after 30s".
  using Done = std::function<void(const std::string& trouble)>;
  static Result<std::unique_ptr<Process>> start(uv_loop_t* loop, const Command& command, Done done);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

 private:
  Process(uv_loop_t* loop, sys::ChildProcess child, Duration limit, Done done);
  void handle_ended();
  void handle_limit();

  sys::ChildProcess child_;
  Duration limit_;
  Done done_;
  uv::Poll end_;
  uv::DeadlineTimer timer_;
  bool is_killed_ = false;
};

}  // namespace dial::net
