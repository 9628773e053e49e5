#pragma once

#include <uv.h>

#include <array>
#include <functional>

#include "uv/handle.hpp"

namespace dial::cli {

// The loop of one command. Everything that uses it is destroyed before it is.
class EventLoop {
 public:
  EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  ~EventLoop();

  uv_loop_t* get() { return &loop_; }
  void run() { uv_run(&loop_, UV_RUN_DEFAULT); }  // until stop(), or nothing is left to wait for
  void stop() { uv_stop(&loop_); }

 private:
  uv_loop_t loop_{};
};

// Ctrl-C and its like arrive on the loop. They do not keep it alive.
class Interrupts {
 public:
  Interrupts(uv_loop_t* loop, std::function<void()> interrupted);
  Interrupts(const Interrupts&) = delete;  // the handles point back at their owner
  Interrupts& operator=(const Interrupts&) = delete;

 private:
  std::array<uv::Handle<uv_signal_t>, 4> signals_;
  std::function<void()> interrupted_;
};

}  // namespace dial::cli
