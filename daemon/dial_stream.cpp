#include "dial_stream.hpp"

#include "rpc/messages.hpp"

namespace dial::daemon {

void DialStream::accept(ConnectionId id, const std::string& token) {
  if (!call_->wants_more()) return;
  call_->stream(rpc::to_json(rpc::DialReply{
      .notification = {.connection = id, .sequence = 0, .state = State::kOpenPort, .error = {}},
      .token = token}));
}

void DialStream::refuse(const Error& error) {
  std::move(*call_).abort(error);
  call_.reset();
}

void DialStream::on_notification(const Notification& notification) {
  if (!call_) return;
  if (is_terminal(notification.state)) return end(notification);
  if (call_->wants_more()) call_->stream(rpc::to_json(rpc::DialReply{notification, ""}));
}

void DialStream::end(const Notification& notification) {
  rpc::AsyncCall call = std::move(*call_);
  call_.reset();
  if (notification.error && !call.wants_more()) {
    std::move(call).abort(notification.error);
  } else {
    std::move(call).complete(rpc::to_json(rpc::DialReply{notification, ""}));
  }
  finished_();
}

}  // namespace dial::daemon
