#pragma once

#include <functional>
#include <memory>

#include "manager/delivery.hpp"

namespace dial::client {

// Work for a later turn of the loop, which runs until it is done. What has not run when this is
// destroyed never runs. Loop's thread; it may be destroyed by the one that has joined that.
class Later {
 public:
  explicit Later(std::shared_ptr<manager::Delivery> delivery) : delivery_(std::move(delivery)) {}
  ~Later() {
    if (delivery_) delivery_->adopt();  // DESIGN 2, rule 7: the loop's thread, or its heir
    for (; *waiting_ > 0; --*waiting_)
      delivery_->unhold();
  }
  Later(const Later&) = delete;
  Later& operator=(const Later&) = delete;

  void post(std::function<void()> work) {
    delivery_->hold();
    ++*waiting_;
    delivery_->post([this, alive = std::weak_ptr(waiting_), work = std::move(work)] {
      if (alive.expired()) return;
      --*waiting_;
      delivery_->unhold();
      work();  // it may destroy this
    });
  }

 private:
  std::shared_ptr<manager::Delivery> delivery_;
  std::shared_ptr<unsigned> waiting_ = std::make_shared<unsigned>(0);
};

}  // namespace dial::client
