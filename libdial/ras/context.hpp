#pragma once

#include <optional>
#include <set>
#include <thread>

#include "dial/dialer.hpp"
#include "dial/dispatcher.hpp"

namespace dial::ras {

// What one thread has of the library: its Dialer, and the loop that calls its notifiers.
class Context {
 public:
  // The calling thread's, made now if it has none.
  static Result<Context*> get();
  static Context* current();  // null if it has none
  // The calling thread's loop, before it has a context.
  static Result<> set_loop(uv_loop_s* loop);
  static void end();

  ~Context();  // aborts the thread's unfinished dials
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  Dialer& dialer() { return *dialer_; }
  // Hangs up a dial of this thread's Dialer, which takes no further step with it. What is not over
  // when the thread ends is seen to the end by the service.
  void hang_up(ConnectionId id);
  bool has_dispatcher() const { return dispatcher_.has_value(); }
  Dispatcher* dispatcher() { return dispatcher_ ? &*dispatcher_ : nullptr; }

 private:
  Context() = default;
  Result<> open(uv_loop_s* loop, const DialerOptions& options);

  void end_hang_ups();

  std::set<ConnectionId> hang_ups_;  // under way
  std::thread::id thread_ = std::this_thread::get_id();
  std::optional<Dispatcher> dispatcher_;  // none: the thread has a loop of its own
  std::optional<Dialer> dialer_;
};

}  // namespace dial::ras
