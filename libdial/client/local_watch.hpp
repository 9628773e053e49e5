#pragma once

#include <memory>

#include "dial/dialer.hpp"
#include "manager/delivery.hpp"
#include "manager/manager.hpp"

namespace dial::client {

// On the manager's thread: sends every change to the loop of the thread that watches.
class WatchCourier final : public manager::WatchObserver {
 public:
  WatchCourier(uv::WakeSender delivery, std::weak_ptr<WatchHandler> handler)
      : delivery_(std::move(delivery)), handler_(std::move(handler)) {}

  void on_change(const WatchEvent& event) override {
    delivery_.post([handler = handler_, event] {
      if (const auto there = handler.lock()) (*there)(event);
    });
  }

 private:
  uv::WakeSender delivery_;
  std::weak_ptr<WatchHandler> handler_;
};

// One watch() of a Dialer in process.
struct LocalWatch {
  std::shared_ptr<WatchHandler> handler;
  std::shared_ptr<WatchCourier> courier;
};

}  // namespace dial::client
