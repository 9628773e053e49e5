#pragma once

#include <memory>

#include "dial/dialer.hpp"
#include "manager/delivery.hpp"
#include "manager/manager.hpp"

namespace dial::client {

// One dial in process, on the loop of the thread that dialled.
class LocalDial {
 public:
  // What the dial needs of its backend.
  class Owner {
   public:
    virtual void acknowledge(const LocalDial& dial, std::uint64_t sequence, bool no_more) = 0;
    virtual void finished(const LocalDial& dial) = 0;

   protected:
    ~Owner() = default;
  };

  LocalDial(Owner& owner, NotificationHandler handler)
      : owner_(&owner), handler_(std::move(handler)) {}

  // A notification has come: calls the handler, which may destroy the owner.
  void deliver(const Notification& notification);
  // Nothing comes any more but what end_with() brings.
  void abandon() { is_abandoned_ = true; }
  bool is_abandoned() const { return is_abandoned_; }
  // From the loop: the handler's terminal call.
  void end_with(const Error& error);
  void leave_owner() { owner_ = nullptr; }

  ConnectionId id;

 private:
  void tell(const Notification& notification);

  Owner* owner_;  // null: gone
  NotificationHandler handler_;
  std::uint64_t sequence_ = 0;
  bool is_silent_ = false;  // the handler wants no more
  bool is_abandoned_ = false;
};

// On the manager's thread: sends every notification to the loop of the thread that dialled.
class Courier final : public manager::DialObserver {
 public:
  Courier(uv::WakeSender delivery, std::weak_ptr<LocalDial> dial)
      : delivery_(std::move(delivery)), dial_(std::move(dial)) {}

  void on_notification(const Notification& notification) override;

 private:
  uv::WakeSender delivery_;
  std::weak_ptr<LocalDial> dial_;
};

}  // namespace dial::client
