#pragma once

#include <uv.h>

#include <memory>

#include "dial/error.hpp"
#include "uv/turn.hpp"

namespace dial::uv {

// A loop that is turned from outside: whenever descriptor() is readable somebody calls turn(). Its
// descriptor tells of events, of the timers of the loop, and of ask_for_turn().
class OutsideLoop : public std::enable_shared_from_this<OutsideLoop> {
 public:
  static Result<std::shared_ptr<OutsideLoop>> create();
  // Closes the loop. If handles that are not ours are left on it, its memory is left too.
  ~OutsideLoop();
  OutsideLoop(const OutsideLoop&) = delete;
  OutsideLoop& operator=(const OutsideLoop&) = delete;

  uv_loop_t* loop() const { return loop_.get(); }
  int descriptor() const { return epoll_; }
  void turn();  // never waits; does nothing inside itself; the last owner may let go in it
  void ask();   // any thread

 private:
  OutsideLoop() = default;
  Result<> open();
  Result<> open_descriptors();
  bool is_ready() const;
  void set_timer();

  std::unique_ptr<uv_loop_t> loop_ = std::make_unique<uv_loop_t>();
  std::unique_ptr<uv_async_t> wake_ = std::make_unique<uv_async_t>();
  std::unique_ptr<TurnedFromOutside> registered_;  // set once all is open
  bool has_loop_ = false;
  bool has_wake_ = false;
  bool is_turning_ = false;
  int timer_ = -1;
  int epoll_ = -1;
};

}  // namespace dial::uv
