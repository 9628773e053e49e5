#pragma once

#include <functional>

#include "uv/handle.hpp"

namespace dial::uv {

// Watches a descriptor it does not own; stop or destroy it before the descriptor is closed.
class Poll {
 public:
  using Callback = std::function<void(int status, int events)>;  // libuv's; may destroy the Poll
  Poll(uv_loop_t* loop, int descriptor, Callback callback);
  void watch(int events);  // UV_READABLE | UV_WRITABLE; 0 stops
 private:
  Handle<uv_poll_t> poll_;
  Callback callback_;
  int events_ = 0;
};

}  // namespace dial::uv
