#include "rpc/open_call.hpp"

#include <utility>

#include "rpc/connection.hpp"

namespace dial::rpc {

LoopDoor::LoopDoor(std::shared_ptr<uv::WakeQueue> queue)
    : thread_(std::this_thread::get_id()), queue_(std::move(queue)) {}

bool LoopDoor::is_open() {
  const std::lock_guard lock(mutex_);
  return queue_ != nullptr;
}

// Posted under the lock: the queue must not lose its last owner on a foreign thread.
void LoopDoor::post(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  if (queue_) queue_->post(std::move(work));
}

void LoopDoor::shut() {
  std::shared_ptr<uv::WakeQueue> queue;  // let go of outside the lock: it drops queued work
  const std::lock_guard lock(mutex_);
  queue.swap(queue_);
}

OpenCall::OpenCall(std::shared_ptr<LoopDoor> door, std::weak_ptr<Connection> connection,
                   Peer client, const Call& call)
    : peer(client),
      method(call.method),
      more(call.more && !call.oneway),
      oneway(call.oneway),
      door_(std::move(door)),
      connection_(std::move(connection)) {}

void OpenCall::put(Reply reply, Kind kind) {
  std::function<void()> unneeded;  // destroyed outside the lock: it may hold anything
  {
    const std::lock_guard lock(mutex_);
    if (kind != Kind::kMore) {
      ended_ = true;
      abandoned_ = kind == Kind::kAbandoned;
      unneeded.swap(hook_);
    }
    if (!oneway && !cancelled_) outbox_.push_back(std::move(reply));
  }
  if (door_->is_here()) {
    hand_over();
  } else {
    door_->post([self = shared_from_this()] { self->hand_over(); });
  }
}

void OpenCall::hand_over() {
  if (const auto connection = connection_.lock()) connection->take_replies(*this);
}

OpenCall::Taken OpenCall::take() {
  const std::lock_guard lock(mutex_);
  return {.replies = std::exchange(outbox_, {}), .ended = ended_, .abandoned = abandoned_};
}

bool OpenCall::is_cancelled() {
  const std::lock_guard lock(mutex_);
  return cancelled_;
}

void OpenCall::set_hook(std::function<void()> hook) {
  std::unique_lock lock(mutex_);
  if (ended_) return;
  hook_.swap(hook);
  const bool late = cancelled_;
  lock.unlock();
  if (late) door_->post([self = shared_from_this()] { self->run_hook(); });
}

void OpenCall::cancel() {
  {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    outbox_.clear();
  }
  run_hook();
}

void OpenCall::run_hook() {
  std::function<void()> hook;
  {
    const std::lock_guard lock(mutex_);
    hook.swap(hook_);
  }
  if (hook) hook();
}

}  // namespace dial::rpc
