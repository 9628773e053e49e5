#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sys/helper_message.hpp"
#include "uv/poll.hpp"
#include "uv/timer.hpp"
#include "uv/wake.hpp"

namespace dial::net {

// What dial-helper did, and the descriptors that came with it.
struct HelperAnswer {
  sys::helper::Reply reply;
  std::vector<sys::Fd> descriptors;
};

// Asks dial-helper, which is root, for one thing that this process has no right to do. The loop
// never waits for it. Destroying the call gives the request up: the helper ends what it runs.
// Loop's thread.
class HelperCall {
 public:
  // On the loop, once, never inside start(); it may destroy the call. The errors: what the helper
  // refused or failed at; kAccessDenied, saying how to start it, if it is not there;
  // kRequestTimeout if it does not answer within the request's limit and a little more.
  using Done = std::function<void(Result<HelperAnswer>)>;

  // `socket`: the helper's. The descriptors go with the request, and stay the caller's.
  static std::unique_ptr<HelperCall> start(uv_loop_t* loop, const std::string& socket,
                                           const sys::helper::Request& request,
                                           const std::vector<int>& descriptors, Done done);
  HelperCall(const HelperCall&) = delete;
  HelperCall& operator=(const HelperCall&) = delete;

 private:
  HelperCall(uv_loop_t* loop, std::string socket, const sys::helper::Request& request, Done done);
  Result<> send(const sys::helper::Request& request, const std::vector<int>& descriptors);
  void finish_later(Error error);
  void read();
  void finish(Result<HelperAnswer> result);
  Error missing(int os_error) const;

  uv_loop_t* loop_;
  std::string path_;
  sys::helper::Verb verb_;
  Duration limit_;
  Done done_;
  std::shared_ptr<uv::WakeQueue> queue_;
  sys::Fd socket_;
  uv::DeadlineTimer timer_;
  std::unique_ptr<uv::Poll> poll_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace dial::net
