#pragma once

#include <uv.h>

#include <functional>
#include <memory>

namespace dial::uv {

// Hands work to a loop from any thread. There is one wake handle per loop, shared by all who
// post to it: a descriptor per line would cost O(lines) per wake (libuv walks them all).
//
// get() must be called on the loop's thread. post() may be called from any thread for as long as
// somebody holds the queue; work posted by one thread runs in the order posted, never inside
// post(). The handle does not keep the loop alive unless hold() is outstanding (balanced by
// unhold(), both on the loop's thread). When the last owner lets go the handle is closed on the
// loop's thread; work still queued is dropped.
class WakeQueue {
 public:
  static std::shared_ptr<WakeQueue> get(uv_loop_t* loop);
  void post(std::function<void()> work);
  void hold();
  void unhold();

 private:
  struct State;
  explicit WakeQueue(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace dial::uv
