#include "client/local_watch.hpp"

namespace dial::client {
namespace {
constexpr std::size_t kMostUnderWay = 32;  // events: what a loop handles in one turn
}  // namespace

bool WatchCourier::is_ready() const {
  return under_way_ < kMostUnderWay;
}

void WatchCourier::on_change(const WatchEvent& event) {
  ++under_way_;
  delivery_.post([watch = watch_, event] {
    const auto there = watch.lock();
    if (!there) return;
    there->handler(event);
    if (event.kind == WatchEvent::Kind::kEnd) return there->finished();
    there->taken();
  });
}

void WatchCourier::handle_taken(manager::Manager& manager) {
  const bool was_ready = is_ready();
  --under_way_;
  if (!was_ready) manager.continue_watch(*this);
}

void start_watch(manager::ManagerThread& thread, const std::shared_ptr<WatchCourier>& courier,
                 const WatchOptions& options) {
  thread.post([courier, options](manager::Manager& manager) {
    const auto watching = manager.watch(
        {.observer = courier, .connection = options.connection, .queue = options.queue});
    if (watching) return;
    courier->on_change({.kind = WatchEvent::Kind::kEnd, .status = {.error = watching.error()}});
  });
}

}  // namespace dial::client
