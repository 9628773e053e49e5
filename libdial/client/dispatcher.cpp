#include "client/dispatcher.hpp"

namespace dial {

Result<Dispatcher> Dispatcher::create() {
  auto loop = uv::OutsideLoop::create();
  if (!loop) return std::unexpected(std::move(loop.error()));
  return Dispatcher(std::make_shared<Impl>(Impl{std::move(*loop)}));
}

Dispatcher::Dispatcher(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
Dispatcher::Dispatcher(Dispatcher&&) noexcept = default;
Dispatcher& Dispatcher::operator=(Dispatcher&&) noexcept = default;
Dispatcher::~Dispatcher() = default;

int Dispatcher::descriptor() const {
  return impl_->loop->descriptor();
}

void Dispatcher::dispatch() {
  impl_->loop->turn();
}

uv_loop_s* Dispatcher::loop() const {
  return impl_->loop->loop();
}

void Dispatcher::wake() const {
  impl_->loop->ask();
}

}  // namespace dial
