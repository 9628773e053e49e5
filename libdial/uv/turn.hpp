#pragma once

#include <uv.h>

#include <functional>

namespace dial::uv {

// libuv tells the kernel of a handle that was started, moved or closed when the loop next turns. A
// loop that is turned from outside, when its descriptor is readable, would never learn of it: so
// whoever does that to a handle here says so. Costs nothing where no loop is turned from outside.
void ask_for_turn(uv_loop_t* loop);

// While it lives, ask_for_turn(loop) calls `asked` (any thread; it must not call back).
class TurnedFromOutside {
 public:
  TurnedFromOutside(uv_loop_t* loop, std::function<void()> asked);
  ~TurnedFromOutside();
  TurnedFromOutside(const TurnedFromOutside&) = delete;
  TurnedFromOutside& operator=(const TurnedFromOutside&) = delete;

 private:
  uv_loop_t* loop_;
};

}  // namespace dial::uv
