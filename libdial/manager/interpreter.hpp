#pragma once

#include <uv.h>

#include <memory>
#include <string>

#include "base/bytes.hpp"
#include "sys/child_process.hpp"
#include "uv/poll.hpp"

namespace dial::manager {

// Where an installation has dial-lua.
std::string interpreter_program();

// What an interpreter reports to its owner, on the loop and never inside a call of its own. The
// owner may destroy it.
class InterpreterOwner {
 public:
  virtual void on_interpreter_input(Octets octets) = 0;
  virtual void on_interpreter_gone(const std::string& why) = 0;  // once; it has ended by itself

 protected:
  ~InterpreterOwner() = default;
};

// The process that a login script runs in: moves octets between it and a script::Engine. Loop's
// thread; whatever the process does, the loop never waits for it.
class Interpreter {
 public:
  static Result<std::unique_ptr<Interpreter>> start(uv_loop_t* loop, const std::string& program,
                                                    InterpreterOwner& owner);
  ~Interpreter() = default;  // kills it
  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;

  void write(Octets octets);

 private:
  Interpreter(uv_loop_t* loop, sys::ChildProcess process, InterpreterOwner& owner);
  void handle_ready(int events);
  void send_waiting();
  void read();
  void lose();

  sys::ChildProcess process_;
  InterpreterOwner& owner_;
  Buffer waiting_;  // to be written
  uv::Poll poll_;
  bool is_gone_ = false;
};

}  // namespace dial::manager
