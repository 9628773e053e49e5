#pragma once

#include <uv.h>

#include <functional>
#include <map>
#include <memory>

#include "dial/error.hpp"
#include "sys/network_watch.hpp"
#include "uv/poll.hpp"
#include "uv/timer.hpp"

namespace dial::net {

// Tells the links of one name space when something has happened to them, whoever did it. Loop's
// thread.
class LinkWatch {
 public:
  static Result<std::shared_ptr<LinkWatch>> make(uv_loop_t* loop,
                                                 Result<sys::NetworkWatch> network);

  // `happened`, on the loop, until forget(); it may forget.
  void watch(unsigned link, std::function<void()> happened);
  void forget(unsigned link);

 private:
  LinkWatch(uv_loop_t* loop, sys::NetworkWatch network);
  void read();
  void tell_all();
  void tell(unsigned link);

  uv_loop_t* loop_;
  sys::NetworkWatch network_;
  std::map<unsigned, std::function<void()>> watched_;
  uv::Poll poll_;
  uv::DeadlineTimer all_timer_;
  TimePoint next_all_{};  // before that not all are told at once
};

}  // namespace dial::net
