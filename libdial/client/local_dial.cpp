#include "client/local_dial.hpp"

namespace dial::client {

void LocalDial::deliver(const Notification& notification) {
  if (owner_ == nullptr || is_abandoned_) return;
  sequence_ = notification.sequence;
  const bool was_silent = is_silent_;
  tell(notification);
  if (owner_ == nullptr) return;
  if (is_terminal(notification.state)) return owner_->finished(*this);
  if (is_abandoned_ || was_silent) return;
  if (!notification.error || is_silent_) owner_->acknowledge(*this, sequence_, is_silent_);
}

void LocalDial::tell(const Notification& notification) {
  if (is_silent_) return;
  if (handler_(notification) == Verdict::kContinue) return;
  is_silent_ = true;
  handler_ = nullptr;
}

void LocalDial::end_with(const Error& error) {
  if (owner_ == nullptr) return;
  tell(
      {.connection = id, .sequence = sequence_ + 1, .state = State::kDisconnected, .error = error});
  if (owner_ != nullptr) owner_->finished(*this);
}

void Courier::on_notification(const Notification& notification) {
  delivery_.post([dial = dial_, notification] {
    if (const auto there = dial.lock()) there->deliver(notification);
  });
}

}  // namespace dial::client
