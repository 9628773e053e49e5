#include "manager/memory_path.hpp"

namespace dial::manager {

MemoryPath::MemoryPath(uv_loop_t* loop, Receive receive)
    : queue_(uv::WakeQueue::get(loop)), receive_(std::move(receive)) {}

Result<> MemoryPath::configure(const Projection& projection) {
  stub_.emplace(projection.local);
  // Later: the session is in the middle of asking for this configuration.
  queue_->post([this, alive = std::weak_ptr(alive_), remote = projection.remote] {
    if (!alive.expired() && stub_) receive_(stub_->echo_request(remote, 1));
  });
  return {};
}

void MemoryPath::write(Octets packet) {
  if (!stub_) return;
  if (const auto answer = stub_->handle_packet(packet)) receive_(*answer);
}

void MemoryPath::close(std::function<void()> done) {
  stub_.reset();
  queue_->post(std::move(done));
}

}  // namespace dial::manager
