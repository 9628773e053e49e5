#pragma once

#include <functional>

#include "uv/handle.hpp"

namespace dial::uv {

// Watches a descriptor it does not own; stop or destroy it before the descriptor is closed.
class Poll {
 public:
  // libuv's values; may destroy the Poll. After a negative status nothing is watched any more.
  using Callback = std::function<void(int status, int events)>;
  Poll(uv_loop_t* loop, int descriptor, Callback callback);
  Poll(const Poll&) = delete;  // the handle points back at its owner
  Poll& operator=(const Poll&) = delete;

  int status() const { return status_; }  // 0, or why the loop cannot watch this descriptor
  void watch(int events);                 // UV_READABLE | UV_WRITABLE | UV_DISCONNECT; 0 stops

 private:
  void handle_io(int status, int events);

  Handle<uv_poll_t> poll_;
  Callback callback_;
  int status_ = 0;
  int events_ = 0;
};

}  // namespace dial::uv
