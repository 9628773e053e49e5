#pragma once

#include <uv.h>

#include <functional>
#include <memory>

namespace dial::uv {

// Hands work to a loop from any thread. There is one wake handle per loop, shared by all who
// post to it: a descriptor per line would cost O(lines) per wake (libuv walks them all).
//
// The work must not throw: that ends the program. get() must be called on the loop's thread. post()
// may be called from any thread for as long as somebody holds the queue; work posted by one thread
// runs in the order posted, never inside post(). The handle does not keep the loop alive unless
// hold() is outstanding (balanced by unhold(), both on the loop's thread). When the last owner lets
// go the handle is closed on the loop's thread; work still queued is dropped.
//
// If the last owner lets go on another thread, the loop closes the handle when it next polls. A
// loop that has nothing left to do does not poll: before uv_loop_close() give it sweep(). Better,
// other threads own none: they take a WakeSender.
class WakeSender;
class WakeQueue {
 public:
  // Null if the process has no descriptor left for it.
  static std::shared_ptr<WakeQueue> get(uv_loop_t* loop);
  // On the loop's thread: closes a handle that nobody owns any more; then run the loop once.
  static void sweep(uv_loop_t* loop);

  WakeQueue(const WakeQueue&) = delete;
  WakeQueue& operator=(const WakeQueue&) = delete;
  ~WakeQueue();

  // The thread that turned the loop has ended, and the calling one has joined it: what is for the
  // loop's thread is for this one now.
  void adopt();

  void post(std::function<void()> work);
  void hold();
  void unhold();
  WakeSender sender() const;

 private:
  friend class WakeSender;
  struct State;
  explicit WakeQueue(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

// The way to a queue for threads that do not own it. Any thread, for ever: what is posted when the
// queue has no owner left is dropped.
class WakeSender {
 public:
  void post(std::function<void()> work) const;

 private:
  friend class WakeQueue;
  explicit WakeSender(std::shared_ptr<WakeQueue::State> state) : state_(std::move(state)) {}
  std::shared_ptr<WakeQueue::State> state_;
};

}  // namespace dial::uv
