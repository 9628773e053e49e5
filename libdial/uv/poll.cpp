#include "uv/poll.hpp"

#include <memory>
#include <utility>

namespace dial::uv {

Poll::Poll(uv_loop_t* loop, int descriptor, Callback callback) : callback_(std::move(callback)) {
  auto poll = std::make_unique<uv_poll_t>();
  status_ = uv_poll_init(loop, poll.get(), descriptor);
  if (status_ != 0) return;  // not initialised, so not for uv_close() either
  poll_.reset(poll.release());
  poll_->data = this;
}

void Poll::watch(int events) {
  if (!poll_ || events == events_) return;
  events_ = events;
  ask_for_turn(poll_->loop);
  if (events == 0) {
    uv_poll_stop(poll_.get());
    return;
  }
  uv_poll_start(poll_.get(), events, [](uv_poll_t* poll, int status, int ready) {
    if (poll->data != nullptr) static_cast<Poll*>(poll->data)->handle_io(status, ready);
  });
}

void Poll::handle_io(int status, int events) {
  if (status < 0) events_ = 0;      // libuv has stopped the handle
  const auto callback = callback_;  // it may destroy the Poll
  callback(status, events);
}

}  // namespace dial::uv
