#pragma once

#include <memory>

#include "dial/error.hpp"

struct uv_loop_s;

namespace dial {

class Dialer;

// For programs that run no libuv loop: a descriptor for poll(2), epoll, GLib, Qt …, and a function
// to call when it is readable. What the window handle of RasDial was for.
//
//   auto dispatcher = Dispatcher::create();
//   auto dialer = Dialer::create(*dispatcher);
//   dialer->dial(parameters, handler);
//   for (;;) {
//     pollfd watched{dispatcher->descriptor(), POLLIN, 0};
//     poll(&watched, 1, -1);   // no deadline of ours needs a time-out here
//     dispatcher->dispatch();  // handlers run in here
//   }
//
// Threads: it belongs to the thread that calls dispatch(), and so do its Dialers. wake() alone may
// be called from any thread.
//
// It may be destroyed before its Dialers, and inside a handler: nothing is delivered any more, and
// the loop is closed with the last of them.
class Dispatcher {
 public:
  // Fails with kNotEnoughMemory when the process has no descriptor left.
  static Result<Dispatcher> create();
  Dispatcher(Dispatcher&&) noexcept;  // what was moved from may only be destroyed or assigned to
  Dispatcher& operator=(Dispatcher&&) noexcept;
  ~Dispatcher();

  // Readable, for as long as dispatch() has something to do: an event, a deadline that has come, a
  // member of a Dialer called since the last dispatch(). Poll it for reading, level-triggered; read
  // nothing from it, and do not close it. The same number for the life of the Dispatcher.
  int descriptor() const;

  // Runs what is due, and never waits. Inside a handler it does nothing. Needless calls do no harm.
  void dispatch();

  // For handles of the program's own, which must be closed before the Dispatcher is destroyed.
  // libuv takes notice of a handle on the loop's next turn, so call wake() when one was started,
  // moved or closed. Never uv_run() it.
  uv_loop_s* loop() const;

  // Makes the descriptor readable. Any thread.
  void wake() const;

 private:
  friend class Dialer;
  struct Impl;
  explicit Dispatcher(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace dial
