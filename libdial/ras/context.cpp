#include "ras/context.hpp"

#include <memory>

#include "ras/guard.hpp"
#include "ras/process.hpp"

namespace dial::ras {
namespace {

struct Slot {
  uv_loop_s* loop = nullptr;
  std::unique_ptr<Context> context;
};
thread_local Slot slot;  // NOLINT: ends with its thread, and aborts its dials then

}  // namespace

Result<Context*> Context::get() {
  if (slot.context) return slot.context.get();
  const auto options = Process::get().enter();
  if (!options) return std::unexpected(options.error());
  std::unique_ptr<Context> context(new Context());  // whose destructor leaves
  if (auto opened = context->open(slot.loop, *options); !opened) {
    return std::unexpected(opened.error());
  }
  slot.context = std::move(context);
  return slot.context.get();
}

Context* Context::current() {
  return slot.context.get();
}

Result<> Context::set_loop(uv_loop_s* loop) {
  if (slot.context) {
    return std::unexpected(misused("this thread has used the library already: RasXEnd first"));
  }
  slot.loop = loop;
  return {};
}

void Context::end() {
  slot.context.reset();
  slot.loop = nullptr;
}

void Context::hang_up(ConnectionId id) {
  hang_ups_.insert(id);
  const auto done = [this, id](const Result<>& outcome) {
    hang_ups_.erase(id);
    Process::get().handles().hung_up(id, outcome);
  };
  if (const auto asked = dialer_->hang_up(id, done); !asked) done(asked);
}

void Context::end_hang_ups() {
  if (hang_ups_.empty()) return;
  const auto service = Process::get().service();
  if (!service) return;
  for (const ConnectionId id : hang_ups_) {
    (*service)->hang_up(
        id, [id](const Result<>& outcome) { Process::get().handles().hung_up(id, outcome); });
  }
}

Context::~Context() {
  dialer_.reset();
  end_hang_ups();
  Process::get().handles().forget_thread(thread_);
  Process::get().leave();
}

Result<> Context::open(uv_loop_s* loop, const DialerOptions& options) {
  if (loop == nullptr) {
    auto dispatcher = Dispatcher::create();
    if (!dispatcher) return std::unexpected(dispatcher.error());
    dispatcher_.emplace(std::move(*dispatcher));
  }
  auto dialer = dispatcher_ ? Dialer::create(*dispatcher_, options) : Dialer::create(loop, options);
  if (!dialer) return std::unexpected(dialer.error());
  dialer_.emplace(std::move(*dialer));
  return {};
}

}  // namespace dial::ras
