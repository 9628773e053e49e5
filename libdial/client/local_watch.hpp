#pragma once

#include <functional>
#include <memory>

#include "dial/dialer.hpp"
#include "manager/manager_thread.hpp"
#include "uv/wake.hpp"

namespace dial::client {

// The handler of one watch in process, on the loop of the thread that watches. It may destroy its
// Dialer: what follows it finds that out.
struct LocalWatch {
  WatchHandler handler;
  std::function<void()> taken;     // an event has been handled
  std::function<void()> finished;  // kEnd has been; may destroy the watch
};

// On the manager's thread: sends events to that loop, a few at a time. What the loop has not come
// to yet waits with the manager, in the bounds the watcher chose.
class WatchCourier final : public manager::WatchObserver {
 public:
  WatchCourier(uv::WakeSender delivery, std::weak_ptr<LocalWatch> watch)
      : delivery_(std::move(delivery)), watch_(std::move(watch)) {}

  void on_change(const WatchEvent& event) override;
  bool is_ready() const override;
  void handle_taken(manager::Manager& manager);

 private:
  uv::WakeSender delivery_;
  std::weak_ptr<LocalWatch> watch_;
  std::size_t under_way_ = 0;  // events sent and not taken
};

// Starts the watch on the manager's thread, which may refuse it: then the event is its end.
void start_watch(manager::ManagerThread& thread, const std::shared_ptr<WatchCourier>& courier,
                 const WatchOptions& options);

}  // namespace dial::client
