// A manager in this process, on a thread of its own.
#include <unistd.h>

#include <map>

#include "client/backend.hpp"
#include "manager/delivery.hpp"
#include "manager/manager_thread.hpp"

namespace dial::client {
namespace {

using manager::Delivery;
using manager::Manager;
using manager::ManagerThread;

// The handler of one dial on its own loop. `owner` forgets it after its terminal call.
struct LocalDial {
  NotificationHandler handler;
  std::function<void(std::uint64_t sequence)> acknowledge;
  std::function<void()> finished;
};

// On the manager's thread: sends every notification to the loop of the thread that dialled.
class Courier : public manager::DialObserver {
 public:
  Courier(uv::WakeSender delivery, std::weak_ptr<LocalDial> dial)
      : delivery_(std::move(delivery)), dial_(std::move(dial)) {}

  void on_notification(const Notification& notification) override {
    delivery_.post([dial = dial_, notification] {
      const auto there = dial.lock();
      if (!there) return;
      there->handler(notification);
      if (is_terminal(notification.state)) return there->finished();
      if (!notification.error) there->acknowledge(notification.sequence);
    });
  }

 private:
  uv::WakeSender delivery_;
  std::weak_ptr<LocalDial> dial_;
};

class WatchCourier : public manager::WatchObserver {
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

// Waits for the end of a dial nobody watches.
class Waiter : public manager::DialObserver {
 public:
  std::future<Error> end() { return end_.get_future(); }
  void on_notification(const Notification& notification) override {
    if (is_terminal(notification.state)) end_.set_value(notification.error);
  }

 private:
  std::promise<Error> end_;
};

Disconnected to_public(const manager::HangUpOutcome& outcome) {
  return {outcome.closed, outcome.holders};
}

class LocalBackend : public Backend {
 public:
  LocalBackend(uv_loop_s* loop, std::shared_ptr<ManagerThread> thread)
      : delivery_(loop == nullptr ? nullptr : Delivery::get(loop)), thread_(std::move(thread)) {}

  ~LocalBackend() override {
    for (const auto& [id, dial] : dials_) {
      thread_->post([id](Manager& manager) {
        manager.cancel(id, true);
        // Its connection may have come up without the handler having heard of it.
        manager.hang_up(id, getuid(), false, [](const auto&) {});
      });
      delivery_->unhold();
    }
    if (watching_) delivery_->unhold();
    for (std::size_t left = completions_.size(); left > 0; --left)
      delivery_->unhold();
  }

  Result<ConnectionId> dial(const DialParameters& parameters,
                            NotificationHandler handler) override {
    auto dial = std::make_shared<LocalDial>();
    dial->handler = std::move(handler);
    auto id = start({.parameters = parameters,
                     .uid = getuid(),
                     .acknowledges = true,
                     .observer = std::make_shared<Courier>(delivery_->sender(), dial)});
    if (!id) return id;
    dial->acknowledge = [this, id = *id](std::uint64_t sequence) {
      thread_->post([id, sequence](Manager& manager) {
        // A dial that has ended meanwhile needs no acknowledgement.
        static_cast<void>(manager.acknowledge(id, sequence));
      });
    };
    dial->finished = [this, raw = dial.get()] { forget(raw); };
    delivery_->hold();
    dials_.emplace(*id, std::move(dial));
    return id;
  }

  Result<ConnectionId> dial_and_wait(const DialParameters& parameters) override {
    const auto waiter = parameters.detached ? nullptr : std::make_shared<Waiter>();
    auto id = start(
        {.parameters = parameters, .uid = getuid(), .acknowledges = false, .observer = waiter});
    if (!id || !waiter) return id;
    const Error error = waiter->end().get();
    if (error) return std::unexpected(error);
    return id;
  }

  void hang_up(ConnectionId id, bool force, HangUpHandler completion) override {
    const std::uint64_t number = ++last_completion_;
    completions_.emplace(number, std::move(completion));
    delivery_->hold();
    auto done = [this, alive = std::weak_ptr(alive_), delivery = delivery_->sender(),
                 number](const Result<manager::HangUpOutcome>& outcome) {
      Result<> result;
      if (!outcome) result = std::unexpected(outcome.error());
      delivery.post([this, alive, number, result] {
        if (!alive.expired()) complete(number, result);
      });
    };
    thread_->post([id, force, done = std::move(done)](Manager& manager) {
      manager.hang_up(id, getuid(), force, done);
    });
  }

  Result<Disconnected> hang_up_and_wait(ConnectionId id, bool force) override {
    return wait_for([id, force](Manager& manager, manager::HangUpDone done) {
      manager.hang_up(id, getuid(), force, std::move(done));
    });
  }

  Result<Disconnected> disconnect(const std::string& entry, bool force) override {
    return wait_for([entry, force](Manager& manager, manager::HangUpDone done) {
      manager.disconnect(entry, getuid(), force, std::move(done));
    });
  }

  Result<> resume(ConnectionId id, const ResumeInput& input) override {
    return ask([=](Manager& manager) { return manager.resume(id, getuid(), input); });
  }
  Result<ConnectionStatus> status(ConnectionId id) override {
    return ask([=](Manager& manager) { return manager.status(id); });
  }
  Result<Statistics> statistics(ConnectionId id) override {
    return ask([=](Manager& manager) { return manager.statistics(id); });
  }
  Result<std::vector<ConnectionStatus>> connections() override {
    return ask([](Manager& manager) -> Result<std::vector<ConnectionStatus>> {
      return manager.connections();
    });
  }
  Result<std::vector<ProfileInfo>> profiles() override {
    return ask([](Manager& manager) -> Result<std::vector<ProfileInfo>> {
      return manager.book().entries();
    });
  }
  Result<std::string> profile_text(const std::string& name) override {
    return ask([=](Manager& manager) { return manager.book().text(name); });
  }

  Result<> watch(WatchHandler handler) override {
    auto kept = std::make_shared<WatchHandler>(std::move(handler));
    const auto courier = std::make_shared<WatchCourier>(delivery_->sender(), kept);
    if (!std::exchange(watching_, true)) delivery_->hold();
    watches_.push_back(kept);
    couriers_.push_back(courier);
    thread_->post([courier](Manager& manager) { manager.watch(courier); });
    return {};
  }

 private:
  Result<ConnectionId> start(manager::DialRequest request) {
    return ask([request = std::move(request)](Manager& manager) { return manager.dial(request); });
  }

  template <class Work>
  std::invoke_result_t<Work, Manager&> ask(Work work) {
    auto answer = thread_->ask(std::move(work));
    if (!answer) return std::unexpected(not_answering("the manager of this process is stuck"));
    return std::move(*answer);
  }

  Result<Disconnected> wait_for(std::function<void(Manager&, manager::HangUpDone)> work) {
    auto promise = std::make_shared<std::promise<Result<manager::HangUpOutcome>>>();
    auto end = promise->get_future();
    thread_->post([promise, work = std::move(work)](Manager& manager) {
      work(manager, [promise](const Result<manager::HangUpOutcome>& outcome) {
        promise->set_value(outcome);
      });
    });
    const auto outcome = end.get();
    if (!outcome) return std::unexpected(outcome.error());
    return to_public(*outcome);
  }

  void complete(std::uint64_t number, const Result<>& result) {
    auto completion = completions_.extract(number);
    delivery_->unhold();
    if (completion.mapped()) completion.mapped()(result);
  }

  void forget(const LocalDial* finished) {
    const auto erased =
        std::erase_if(dials_, [&](const auto& item) { return item.second.get() == finished; });
    if (erased != 0) delivery_->unhold();
  }

  std::shared_ptr<Delivery> delivery_;  // null: no loop, synchronous members only
  std::shared_ptr<ManagerThread> thread_;
  // A connection may be dialled more than once here: each dial has its own handler.
  std::multimap<ConnectionId, std::shared_ptr<LocalDial>> dials_;
  // Of the hang-ups under way: here, so that only this thread touches what the caller gave.
  std::map<std::uint64_t, HangUpHandler> completions_;
  std::uint64_t last_completion_ = 0;
  std::vector<std::shared_ptr<WatchHandler>> watches_;
  std::vector<std::shared_ptr<WatchCourier>> couriers_;
  bool watching_ = false;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace

Result<std::unique_ptr<Backend>> make_local_backend(uv_loop_s* loop, const std::string& profiles,
                                                    const std::string& secrets) {
  auto thread = ManagerThread::get({.directory = profiles, .secrets = secrets});
  if (!thread) return std::unexpected(thread.error());
  return std::make_unique<LocalBackend>(loop, std::move(*thread));
}

}  // namespace dial::client
