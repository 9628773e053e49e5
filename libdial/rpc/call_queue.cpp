#include "rpc/call_queue.hpp"

namespace dial::rpc {

void CallQueue::handle_input(Octets octets) {
  if (garbage_ || left_) return;
  splitter_.handle_input(octets);
}

void CallQueue::settle() {
  if (!left_ && splitter_.whole_messages() > limit_) left_ = limit_;
}

std::optional<Call> CallQueue::poll_call() {
  if (garbage_ || left_ == 0U) return std::nullopt;
  const auto message = splitter_.poll_message();
  if (!message) return std::nullopt;
  auto call = parse_call(*message);
  garbage_ = !call.has_value();
  if (left_) --*left_;
  return call;
}

CallQueue::Fault CallQueue::fault() const {
  if (garbage_) return Fault::kGarbage;
  if (left_ == 0U) return Fault::kTooManyCalls;
  if (splitter_.is_overlong() && splitter_.whole_messages() == 0) return Fault::kMessageTooLarge;
  return Fault::kNone;
}

bool CallQueue::wants_input() const {
  return !garbage_ && !left_ && !splitter_.is_overlong() && splitter_.held() <= kMaxMessage;
}

}  // namespace dial::rpc
