#include "rpc/open_call.hpp"

#include <utility>

#include "rpc/connection.hpp"

namespace dial::rpc {

LoopDoor::LoopDoor(std::shared_ptr<uv::WakeQueue> queue, Log log)
    : thread_(std::this_thread::get_id()), log_(std::move(log)), queue_(std::move(queue)) {}

bool LoopDoor::is_open() {
  const std::lock_guard lock(mutex_);
  return queue_ != nullptr;
}

// Posted under the lock: the queue must not lose its last owner on a foreign thread.
void LoopDoor::post(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  if (queue_) queue_->post(std::move(work));
}

void LoopDoor::report(std::string text) {
  post([weak = weak_from_this(), text = std::move(text)] {
    const auto self = weak.lock();
    const Log log = self ? self->log_ : nullptr;  // a copy: it may shut the door
    if (log) log(text);
  });
}

void LoopDoor::shut() {
  log_ = nullptr;
  std::shared_ptr<uv::WakeQueue> queue;  // let go of outside the lock: it drops queued work
  const std::lock_guard lock(mutex_);
  queue.swap(queue_);
}

Hook::Hook(std::function<void()> work, std::shared_ptr<LoopDoor> door) : work_(std::move(work)) {
  if (!work_) return;
  door_ = std::move(door);
  ++door_->hooks;
}

Hook::~Hook() {
  if (door_) --door_->hooks;
}

Hook& Hook::operator=(Hook&& other) noexcept {
  Hook old(std::move(*this));
  swap(other);
  return *this;
}

void Hook::swap(Hook& other) noexcept {
  work_.swap(other.work_);
  door_.swap(other.door_);
}

OpenCall::OpenCall(std::shared_ptr<LoopDoor> door, std::weak_ptr<Connection> connection,
                   Peer client, const Call& call)
    : peer(std::move(client)),
      method(call.method),
      more(call.more && !call.oneway),
      oneway(call.oneway),
      door_(std::move(door)),
      connection_(std::move(connection)) {
  ++door_->handles;
}

OpenCall::~OpenCall() {
  --door_->handles;
}

void OpenCall::put(const Reply& reply, Kind kind) {
  std::string octets = oneway ? std::string() : serialize(reply);
  Hook unneeded[2];  // destroyed outside the lock: they may hold anything
  {
    const std::lock_guard lock(mutex_);
    if (kind != Kind::kMore) {
      ended_ = true;
      abandoned_ = kind == Kind::kAbandoned;
      unneeded[0].swap(cancel_hook_);
      unneeded[1].swap(drain_hook_);
    }
    if (!cancelled_) outbox_ += octets;
  }
  if (door_->is_here()) {
    hand_over();
  } else {
    door_->post([self = shared_from_this()] { self->hand_over(); });
  }
}

std::optional<UpgradedStream> OpenCall::upgrade(const Reply& reply) {
  Hook unneeded[2];
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    unneeded[0].swap(cancel_hook_);
    unneeded[1].swap(drain_hook_);
  }
  const auto connection = connection_.lock();
  return connection ? connection->upgrade(*this, reply) : std::nullopt;
}

void OpenCall::hand_over() {
  if (const auto connection = connection_.lock()) connection->take_replies(*this);
}

OpenCall::Taken OpenCall::take() {
  const std::lock_guard lock(mutex_);
  Taken taken{.octets = std::exchange(outbox_, {}), .ended = ended_, .abandoned = abandoned_};
  unsent_ += taken.octets.size();
  return taken;
}

bool OpenCall::is_cancelled() {
  const std::lock_guard lock(mutex_);
  return cancelled_;
}

std::size_t OpenCall::unsent() {
  const std::lock_guard lock(mutex_);
  return outbox_.size() + unsent_;
}

void OpenCall::set_cancel_hook(std::function<void()> work) {
  Hook hook(std::move(work), door_);
  std::unique_lock lock(mutex_);
  if (ended_) return;
  cancel_hook_.swap(hook);
  const bool late = cancelled_;
  lock.unlock();
  if (late) door_->post([self = shared_from_this()] { self->run_cancel_hook(); });
}

void OpenCall::set_drain_hook(std::function<void()> work) {
  Hook hook(std::move(work), door_);
  std::unique_lock lock(mutex_);
  if (ended_ || cancelled_) return;
  drain_hook_.swap(hook);
  const bool late = is_drained();
  lock.unlock();
  if (late) door_->post([self = shared_from_this()] { self->run_drain_hook(); });
}

// Not run from here: the routine may be inside stream().
void OpenCall::set_unsent(std::size_t octets) {
  std::unique_lock lock(mutex_);
  unsent_ = octets;
  const bool due = drain_hook_ && is_drained();
  lock.unlock();
  if (due) door_->post([self = shared_from_this()] { self->run_drain_hook(); });
}

void OpenCall::cancel() {
  Hook unneeded;
  {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    outbox_.clear();
    unsent_ = 0;
    unneeded.swap(drain_hook_);
  }
  run_cancel_hook();
}

void OpenCall::run_cancel_hook() {
  Hook hook;
  {
    const std::lock_guard lock(mutex_);
    hook.swap(cancel_hook_);
  }
  hook.run();
}

void OpenCall::run_drain_hook() {
  Hook hook;
  {
    const std::lock_guard lock(mutex_);
    if (is_drained()) hook.swap(drain_hook_);  // else something was sent meanwhile
  }
  hook.run();
}

}  // namespace dial::rpc
